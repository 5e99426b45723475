"""Grades back to the learning platform."""
