"""What scheduling decides. Pure."""
