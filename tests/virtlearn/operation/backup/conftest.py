"""Installations of their own: a folder, its database, and `manage.py` for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.site import root


class Installation:
    """One VAR_DIR with a database that is set up, in SQLite or at `url`."""

    def __init__(self, var: Path, url: str = "") -> None:
        self.var = var
        var.mkdir(mode=0o700)
        self.env: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "VAR_DIR": str(var),
            **({"DATABASE_URL": url} if url else {}),
        }

    def popen(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *words: str, fails: bool = False) -> str:
        """What `manage.py words…` prints; it has to end as is told."""
        process = self.popen("manage.py", *words)
        said, _ = process.communicate(timeout=180)
        assert bool(process.returncode) is fails, said
        assert "Traceback" not in said, said
        return said

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v", "0", "-c", code).strip()

    def users(self) -> list[str]:
        names = self.shell(
            "from virtlearn.people.models import User;"
            "print(*User.objects.order_by('username').values_list('username', flat=True))"
        )
        return names.split()

    def user(self, name: str) -> None:
        self.shell(
            f"from virtlearn.people.models import User; User.objects.create(username={name!r})"
        )


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "here")
    made.manage("migrate", "-v", "0")
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Installation:
    """A host that has nothing yet."""
    return Installation(tmp_path / "elsewhere")
