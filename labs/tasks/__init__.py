"""Tasks of a lab: set up, checked, graded, shown."""
