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
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before it
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept and path.name != "package.json" and "LICENSE" not in path.name:
            path.unlink()


if __name__ == "__main__":
    browser_files_keep()
