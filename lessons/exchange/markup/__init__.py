"""Texts of other systems as markdown of the course format."""
