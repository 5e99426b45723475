"""Assignments of a class: what is due, by which rule, and what was done for it."""
