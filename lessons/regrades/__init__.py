"""Regrading: what publishing would do to answers, and grading stored answers again."""
