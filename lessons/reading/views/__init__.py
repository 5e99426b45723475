"""The pages of courses and lessons."""
