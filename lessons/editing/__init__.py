"""Courses written in the browser: drafts, what is wrong with them, their preview."""
