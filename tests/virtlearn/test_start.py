"""Every wrong setting ends the start with one line that names it and says what to write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

root = Path(__file__).resolve().parents[2]
serving = ("-m", "virtlearn.serving")
keeper = ("manage.py", "keeper", "--once")


def started(folder: Path, words: tuple[str, ...], **settings: str) -> list[str]:
    """What it says as it ends."""
    env = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": "", **settings}
    command = [sys.executable, *words]
    done = subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    return done.stderr.replace("CommandError: ", "").splitlines()


@pytest.mark.parametrize("words", [serving, keeper])
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://user@host/name", "write sqlite:////path/file or postgres://"),
        ("ALLOWED_HOSTS", "https://learn.example.org", "without scheme"),
        ("LAB_ENGINE", "none", "Write one of: "),
        ("RECORDINGS_DIR", "/dev/null/recordings", "Write a folder"),
    ],
)
def test_one_line(tmp_path: Path, words: tuple[str, ...], name: str, value: str, says: str) -> None:
    (line,) = started(tmp_path, words, **{name: value})
    assert line.startswith(f"{name} ")
    assert says in line


def test_a_line_for_each(tmp_path: Path) -> None:
    lines = started(tmp_path, serving, LABS_PER_USER="9", LABS_MAX="3", DEPLOYMENT_ID="a")
    assert sorted(line.split()[0] for line in lines) == ["DEPLOYMENT_ID", "LABS_PER_USER"]
