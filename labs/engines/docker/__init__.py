"""Machines as containers of Docker's Engine."""
