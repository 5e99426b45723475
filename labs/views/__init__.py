"""The lab page and what its buttons do."""
