"""Aiken and Blackboard text: a question in a few lines of plain text, in."""
