"""Pages of regrading: for a class's teacher, and of a whole course for a head."""
