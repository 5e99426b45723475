"""Backups of a whole installation: one file with database, recordings, keys and a manifest."""
