"""Groups of a class: made, filled, chosen, moved."""
