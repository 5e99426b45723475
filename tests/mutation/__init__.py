"""Breaks the code one place at a time and reports which breaks no test noticed: `make mutate`."""
