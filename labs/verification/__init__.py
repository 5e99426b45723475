"""Proves a lab's tasks on real machines."""
