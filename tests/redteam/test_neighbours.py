"""M3: another local user of the host, at what a site keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site

neighbour = 54_321  # a user of the host who is nobody else
database = "db.sqlite3"


@pytest.fixture
def folder() -> Iterator[Path]:
    """One whose contents others can see, as a home directory or /srv is on many hosts."""
    made = Path(tempfile.mkdtemp(prefix="virtlearn-neighbours-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def copied(path: Path) -> bytes:
    """What of the file's begin the neighbour gets."""
    done = subprocess.run(
        ["head", "-c", "15", str(path)],
        user=neighbour,
        group=neighbour,
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    return done.stdout


def open_to_others(path: Path, until: Path) -> bool:
    """Whether the modes of a file, and of the folders around it up to `until`, let others in."""
    folders = [each for each in path.parents if each.is_relative_to(until)]
    return bool(path.stat().st_mode & 0o004) and all(
        each.stat().st_mode & 0o001 for each in folders
    )


@pytest.mark.slow("makes a database by a command of its own")
def test_m3_another_user_does_not_copy_the_database(folder: Path) -> None:
    before = os.umask(0o022)  # what a shell has
    try:
        with_care, careless = folder / "var", folder / "careless"
        site = Site(var=with_care)
        site.manage("migrate", "--no-input", "-v", "0")
        careless.mkdir()
        shutil.copyfile(with_care / database, careless / database)
    finally:
        os.umask(before)
    assert open_to_others(careless / database, folder)
    kept = [each for each in with_care.rglob("*") if each.is_file()]
    assert with_care / database in kept
    assert [each for each in kept if open_to_others(each, folder)] == []
    # By its own mode too: a folder may be opened by somebody who wants to look at a log.
    assert (with_care / database).stat().st_mode & 0o077 == 0
    if os.geteuid() == 0:  # nobody else can be another user
        assert copied(careless / database) == b"SQLite format 3"
        assert [copied(each) for each in kept] == [b""] * len(kept)
