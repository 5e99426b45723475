"""Revisions of courses: published, rolled back, read."""
