"""Backups as an operator makes and restores them, each with `manage.py` on a folder of its own."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from tests.site import root
from tests.virtlearn.operation.backup.conftest import Installation

pytestmark = pytest.mark.slow("starts manage.py several times")

newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('labs', '9999_future', 'now')"


def database(installation: Installation) -> sqlite3.Connection:
    return sqlite3.connect(installation.var / "db.sqlite3", isolation_level=None)


def rewrite(source: Path, target: Path, **changes: bytes) -> None:
    """The same backup with other bytes in some files, whose names have dots for underscores."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            assert file
            data = changes.get(member.name.replace("-", "_").replace(".", "_"), file.read())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))


def test_everything_comes_back_elsewhere(
    installation: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    installation.user("ana")
    recordings = installation.var / "recordings"
    recordings.mkdir()
    (recordings / "one.cast").write_bytes(b"\x00what was seen" * 1000)
    key = (installation.var / "secret-key").read_text()
    file = tmp_path / "all.tar.gz"

    said = installation.manage("backup", str(file))
    assert "1 recordings" in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is whole" in installation.manage("backup", "verify", str(file))
    assert b"ana" not in file.read_bytes()[:64]  # it is compressed

    said = elsewhere.manage("restore", str(file))
    assert "Restored" in said
    assert elsewhere.users() == ["ana"]
    assert (elsewhere.var / "secret-key").read_text() == key
    assert (elsewhere.var / "recordings" / "one.cast").read_bytes() == (
        recordings / "one.cast"
    ).read_bytes()
    for path in (elsewhere.var / "secret-key", elsewhere.var / "db.sqlite3"):
        assert path.stat().st_mode & 0o077 == 0
    assert elsewhere.var.stat().st_mode & 0o077 == 0


def test_nothing_that_was_confirmed_is_missing(
    installation: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    """Twenty writers go on while the backup is made."""
    file = tmp_path / "hot.tar.gz"
    program = str(Path(__file__).with_name("writers.py"))
    env = {**installation.env, "DJANGO_SETTINGS_MODULE": "virtlearn.settings", "PYTHONPATH": root}
    writers = subprocess.Popen(
        [sys.executable, program, "20"],
        cwd=root,
        env={name: str(value) for name, value in env.items()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writers.stdout
        confirmed = {writers.stdout.readline().strip() for _ in range(200)}
        installation.manage("backup", str(file))
    finally:
        writers.kill()
        writers.communicate()
    after = len(installation.users())
    elsewhere.manage("restore", str(file))
    users = set(elsewhere.users())
    assert confirmed <= users
    assert len(users) < after  # they wrote on while it was made
    with sqlite3.connect(elsewhere.var / "db.sqlite3") as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_was_there_is_kept_and_no_stale_log_is_read(
    installation: Installation, tmp_path: Path
) -> None:
    installation.user("before")
    file = tmp_path / "a.tar.gz"
    installation.manage("backup", str(file))
    installation.user("after")
    for suffix in ("-wal", "-shm"):  # as a process that was killed leaves them
        (installation.var / f"db.sqlite3{suffix}").write_bytes(b"stale" * 1000)
    installation.manage("restore", str(file))
    assert installation.users() == ["before"]
    (aside,) = installation.var.glob("before-restore-*")
    assert {path.name for path in aside.iterdir()} >= {"db.sqlite3", "db.sqlite3-wal", "secret-key"}


def test_it_refuses_what_it_cannot_trust_and_changes_nothing(
    installation: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    installation.user("ana")
    file, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    installation.manage("backup", str(file))
    elsewhere.manage("migrate", "-v", "0")
    elsewhere.user("eva")

    rewrite(file, bad, secret_key=b"another\n")
    for words in (["backup", "verify"], ["restore"]):
        assert "secret-key is not what" in elsewhere.manage(*words, str(bad), fails=True)
    bad.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "no whole backup" in elsewhere.manage("restore", str(bad), fails=True)
    bad.write_text("something else")
    assert "no whole backup" in elsewhere.manage("restore", str(bad), fails=True)
    with tarfile.open(bad, "w:gz") as tar:
        evil = tarfile.TarInfo("../evil")
        tar.addfile(evil)
    assert "nothing that a backup has" in elsewhere.manage("restore", str(bad), fails=True)
    assert not (elsewhere.var.parent / "evil").exists()
    missing = str(tmp_path / "none.tar.gz")
    assert "there is no" in elsewhere.manage("restore", missing, fails=True)
    assert elsewhere.users() == ["eva"]
    assert not list(elsewhere.var.glob("before-restore-*"))


def test_a_newer_schema_is_refused_by_restore_and_by_the_site(
    installation: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    database(installation).execute(newer)
    file = tmp_path / "newer.tar.gz"
    installation.manage("backup", str(file))
    assert "newer" in elsewhere.manage("restore", str(file), fails=True)
    for words in (["-m", "virtlearn.serving"], ["manage.py", "keeper", "--once"]):
        process = installation.popen(*words)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "newer VirtLearn" in said
        assert "Traceback" not in said


def test_it_is_not_restored_under_a_site_that_is_served(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "a.tar.gz"
    installation.manage("backup", str(file))
    keeper = installation.popen("manage.py", "keeper")
    try:
        end = time.monotonic() + 60
        said = ""
        while "leads" not in said:
            assert time.monotonic() < end
            assert keeper.stdout
            said = keeper.stdout.readline()
        assert "stop it first" in installation.manage("restore", str(file), fails=True)
    finally:
        keeper.kill()
        keeper.communicate()
    installation.manage("restore", str(file))  # the kernel gave the lock back


def test_old_backups_of_a_folder_go(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 29):
        (folder / f"virtlearn-202601{day:02}T030000Z.tar.gz").touch()
    (folder / "mine.txt").touch()
    said = installation.manage("backup", str(folder), "--keep", "3d,1m")
    assert said.count("removed") == 26
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "mine.txt"
    assert names[1:3] == [f"virtlearn-202601{day}T030000Z.tar.gz" for day in (27, 28)]
    assert len(names) == 4
    mark = installation.var / "backup-made"  # whose age /metrics shows
    assert time.time() - mark.stat().st_mtime < 60
    mark.unlink()
    assert "7d,4w,6m" in installation.manage("backup", str(folder), "--keep", "x", fails=True)
    assert "folder" in installation.manage("backup", str(folder / "no" / "a"), fails=True)
    assert not list(folder.glob(".backup-*"))
    assert not mark.exists()


def test_a_disk_that_is_full_leaves_no_half_of_a_backup(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() == 0 and shutil.which("mount"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", folder], check=True)
        try:
            said = installation.manage("backup", str(folder / "a.tar.gz"), fails=True)
            assert "no room" in said.lower() or "full" in said.lower()
            assert list(folder.iterdir()) == []
        finally:
            subprocess.run(["umount", folder], check=True)
