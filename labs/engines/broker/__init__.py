"""The broker: the one process that may use the engine's socket, and what speaks to it."""
