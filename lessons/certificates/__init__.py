"""A learner's record of a course, and certificates over it."""
