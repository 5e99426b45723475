"""What a lab.toml declares. Pure."""
