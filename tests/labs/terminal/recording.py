"""An archive in a folder, and shells whose output is in the test's hands."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from labs.terminal.core.recorder import TabAddress, Target


class FolderArchive:
    """See `labs.terminal.core.recorder.Archive`. `wanted` is what the learner says."""

    def __init__(self, folder: Path, limit: int = 1_000_000) -> None:
        self.folder = folder
        self.limit = limit
        self.wanted = True
        self.asked = 0
        self.targets: list[Target] = []
        self.notes: list[tuple[float, int, bool, bool]] = []

    def begin(self, place: TabAddress) -> Target | None:
        self.asked += 1
        if not self.wanted:
            return None
        name = uuid.uuid4()
        target = Target(
            id=name,
            part=self.folder / f"{name}.part",
            whole=self.folder / f"{name}.cast",
            limit=self.limit,
            title=f"{place.machine} {place.tab}",
            env={"TERM": "xterm-256color"},
            cut_words="cut",
        )
        self.targets.append(target)
        return target

    def note(self, target: Target, seconds: float, size: int, *, ended: bool, cut: bool) -> None:
        self.notes.append((seconds, size, ended, cut))


def read(path: Path) -> tuple[dict[str, Any], list[list[Any]]]:
    """Header and events; every line must be whole and valid."""
    data = path.read_text()
    assert data.endswith("\n")
    head, *events = [json.loads(line) for line in data.splitlines()]
    return head, events


def shown(path: Path) -> str:
    return "".join(text for _at, kind, text in read(path)[1] if kind == "o")
