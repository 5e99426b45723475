"""Views of assignments: what is due, what teachers set, exceptions, the calendar."""
