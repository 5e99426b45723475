"""Root starts the site; who serves its pages has no rights, and labs work all the same."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines.docker.engine import DockerEngine
from tests.site import Site, root
from tests.virtlearn.setup.test_site import served_by, setup
from virtlearn.setup import separation, steps


def reachable() -> bool:
    """Whether another user may enter the checkout, and start its Python."""
    paths = [root, steps.python, steps.python.resolve()]
    folders = [folder for path in paths for folder in path.parents] + [root]
    return all(folder.stat().st_mode & 0o001 for folder in folders)


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="root alone can be another user")


@pytest.fixture
def site(docker_engine: DockerEngine) -> Iterator[Site]:
    """One whose folder can be reached by every user of the host."""
    folder = Path(tempfile.mkdtemp(prefix="virtlearn-separated-"))
    folder.chmod(0o755)
    made = Site({"BROKER_DIR": str(folder / "broker")}, var=folder / "var")
    made.var.mkdir()
    made.furnish()
    made.manifest_write()
    try:
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@root_only
@pytest.mark.skipif(not reachable(), reason="the checkout is where nobody else may enter")
def test_pages_and_keeper_are_another_users(site: Site) -> None:
    process = setup("serve", site)
    try:
        report = site.wait(seconds=60)
        users = {name: owner(served_by(site, name)) for name in ("web", "keeper", "broker")}
        assert users == {"web": separation.user_name, "keeper": separation.user_name} | {
            "broker": "root"
        }
        assert report["engine"]["ok"]
        assert report["engine"]["wall"] == ""
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert "as root" not in said


def owner(process: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{process}").stat().st_uid).pw_name


def test_whoever_is_not_root_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert separation.separated({}) == {}


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PORT": "80"}, "only root may listen on port 80"),
        ({"PORT": "8000", "VAR_DIR": "/proc/nowhere"}, "cannot"),
    ],
)
@root_only
def test_where_it_cannot_be_done_it_is_said(
    capsys: pytest.CaptureFixture[str], env: dict[str, str], words: str
) -> None:
    assert separation.separated({**os.environ, **env}) == {}
    said = capsys.readouterr().out
    assert said.startswith("Pages and terminals run as root, since ")
    assert words in said


@root_only
@pytest.mark.skipif(not reachable(), reason="the checkout is where nobody else may enter")
def test_a_file_that_is_roots_alone_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A migration, say, which Django's own checks don't read."""
    assert separation.user_fault() == ""
    folder = Path(tempfile.mkdtemp(prefix="virtlearn-separated-"))
    try:
        folder.chmod(0o755)
        for name in separation.program:
            (folder / name).mkdir(mode=0o755)
        monkeypatch.setattr(separation, "root", folder)
        closed = folder / "labs" / "0001_initial.py"
        closed.touch(mode=0o600)
        assert "cannot read all of" in separation.probe_fault(os.environ)
        assert "labs/0001_initial.py" in separation.probe_fault(os.environ)
        closed.chmod(0o644)
        assert "cannot read all of" not in separation.probe_fault(os.environ)
    finally:
        shutil.rmtree(folder)
