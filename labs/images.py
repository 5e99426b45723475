"""Which image a kind of machine runs: named by what is in its folder: a change, a new image."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from labs.spec import machines_folder


@cache
def image_of(kind: str) -> str:
    """`virtlearn/container:3f…`. Read once a process; a change shows after a restart."""
    return f"virtlearn/{kind}:{folder_digest(machines_folder / kind)[:16]}"


def folder_digest(folder: Path) -> str:
    """SHA-256 over the paths, the contents and the execute bits of every file in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        executable = bool(path.stat().st_mode & 0o100)
        name = path.relative_to(folder).as_posix()
        digest.update(f"{len(name)} {name} {executable} {len(content)} ".encode() + content)
    return digest.hexdigest()
