"""Recordings of terminals: kept, listed, played, deleted."""
