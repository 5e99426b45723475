"""Limits of the host that several rooms keep to."""

from __future__ import annotations

free_least = 512 * 1024 * 1024  # bytes that a disk must have left
