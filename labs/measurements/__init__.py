"""Figures measured in machines, and their charts."""
