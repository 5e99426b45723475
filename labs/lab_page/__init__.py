"""The page of a lab, and what its buttons do."""
