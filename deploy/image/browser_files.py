"""Leaves of node_modules what pages load, with each package's name and licence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")

from django.conf import settings


def browser_files_keep() -> None:
    kept = set()
    for name in settings.BROWSER_FILES:
        prefix, _, path = name.partition("/")
        kept.add(Path(settings.BROWSER_LIBRARIES[prefix]) / path)
    folder = Path(settings.NODE_MODULES)
    for found in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before it
        if found.is_dir():
            if not any(found.iterdir()):
                found.rmdir()
        elif found not in kept and found.name != "package.json" and "LICENSE" not in found.name:
            found.unlink()


if __name__ == "__main__":
    browser_files_keep()
