"""Lessons on the page: what a reader sees and what they do there."""
