"""When this host last made a backup and could read it: the time of a file in VAR_DIR."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings


def mark_path() -> Path:
    return Path(settings.VAR_DIR) / "backup-made"


def backup_mark() -> None:
    """Raises OSError where the file can't be written."""
    mark_path().touch()


def backup_age() -> float | None:
    """Seconds since then; None where none was made here."""
    try:
        return max(0.0, time.time() - mark_path().stat().st_mtime)
    except OSError:
        return None
