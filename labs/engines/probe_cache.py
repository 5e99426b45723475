"""Caches what was probed of an engine for the installation's other processes; see `keep_in`.

A hint and nothing more: without a folder, or where it can't be written, each process finds out for
itself.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

folders: list[Path] = []  # the one in use, if any


def keep_in(folder: Path) -> None:
    """`folder` must be the installation's own: who writes there decides what is believed."""
    folders[:] = [folder]


def cache_get(name: str) -> str:
    """What was kept under `name`; empty where nothing was."""
    for folder in folders:
        with suppress(OSError, UnicodeDecodeError):
            return path_of(folder, name).read_text(encoding="utf-8")
    return ""


def cache_set(name: str, text: str) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path_of(folder, name).write_text(text, encoding="utf-8")


def path_of(folder: Path, name: str) -> Path:
    return folder / hashlib.sha256(name.encode()).hexdigest()[:32]
