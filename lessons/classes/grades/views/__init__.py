"""Pages of grades."""
