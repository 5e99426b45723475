"""Joining a class: by its link and code, or by a personal invitation."""
