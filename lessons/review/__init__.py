"""Spaced repetition of questions."""
