"""Processes that count in one folder: added up while they live, removed once they are dead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.multiprocess import MultiProcessCollector

from virtlearn.operation.metrics import files

counting = """
import sys
from pathlib import Path
from virtlearn.operation.metrics import declared, files
assert files.metrics_share(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    declared.mail_sent("sent")
with declared.terminal_open("learner"):
    print("counted", flush=True)
    sys.stdin.readline()
"""


class Counting:
    """A process that has counted `mails`, has a terminal open, and lives until `end`."""

    def __init__(self, folder: Path, mails: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", counting, str(folder), str(mails)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "counted\n"

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def shown(folder: Path) -> dict[str, float]:
    collector = MultiProcessCollector(None, str(folder))
    return {each.name: each.value for family in collector.collect() for each in family.samples}


def test_processes_are_added_up_and_the_dead_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    first, second = Counting(folder, 2), Counting(folder, 3)
    try:
        both = shown(folder)
        assert both["virtlearn_mails_total"] == 5
        assert both["virtlearn_terminals_open"] == 2
        assert folder.stat().st_mode & 0o077 == 0
        first.end()
        assert shown(folder)["virtlearn_mails_total"] == 5  # until another one starts
        third = Counting(folder, 1)
        try:
            later = shown(folder)
            assert later["virtlearn_mails_total"] == 4
            assert later["virtlearn_terminals_open"] == 2
        finally:
            third.end()
    finally:
        second.end()
    Counting(folder, 0).end()
    names = {path.stem.rpartition("_")[2] for path in folder.glob("*.db")}
    assert len(names) == 1


def test_files_have_their_room_from_the_start(tmp_path: Path) -> None:
    process = Counting(tmp_path, 1)
    try:
        made = list(tmp_path.glob("*.db"))
        assert len(made) == len(files.prefixes)
        for path in made:
            assert path.stat().st_blocks * 512 >= files.file_bytes
    finally:
        process.end()


def test_without_room_it_counts_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_descriptor: int, _offset: int, _length: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    try:
        assert not files.metrics_share(tmp_path)
        assert "No space left" in caplog.text
        assert files.shared == []
        assert not list(tmp_path.glob("*.db"))
    finally:
        while files.held:
            os.close(files.held.pop())
