"""The gradebook: grades computed from what was handed in, and their files. Pure."""
