"""`make serve` and the machines behind `make run`: started, stopped, and what is left then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.site import Site, procfile, root
from virtlearn.operation.restart import settled_seconds
from virtlearn.setup import site as setup_site
from virtlearn.setup import steps, system
from virtlearn.setup.console import SetupError
from virtlearn.setup.processes import status_parse

nowhere = "unix:///nowhere/docker.sock"  # an engine that does not answer


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A folder with a published course, and the environment to serve it without an engine."""
    made = Site({"DOCKER_HOST": nowhere}, var=tmp_path / "var")
    made.furnish()
    return made


def setup(purpose: str, site: Site) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "virtlearn.setup", purpose],
        cwd=root,
        env=site.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow("serves a site")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_without_an_engine_and_leaves_nothing_running(
    site: Site, number: signal.Signals
) -> None:
    process = setup("serve", site)
    site.wait(seconds=60)
    with urllib.request.urlopen(f"{site.url}/en/", timeout=10) as response:
        assert response.status == 200
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert f"The course: {site.url}/" in said
    assert "No machines were removed: could not reach Docker" in said
    assert not left_of(site)


def test_what_does_not_end_in_time_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    deaf = "trap '' TERM; "
    inner = f"{deaf} echo ready >{tmp_path / 'ready'}; while :; do sleep 0.1; done"
    process = subprocess.Popen(["sh", "-c", f'{deaf} setsid sh -c "{inner}" & wait; wait'])
    while not (tmp_path / "ready").exists():
        time.sleep(0.05)
    started = setup_site.descendants(process.pid)
    assert started
    setup_site.end(process, seconds=0.2)
    assert process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in started):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return status_parse(Path(f"/proc/{pid}/stat").read_text())[0] not in "ZX"
    except OSError:
        return False


def left_of(site: Site) -> dict[int, str]:
    """The processes that serve this site, and their command lines."""
    mark = f"VAR_DIR={site.var}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
    return found


def served_by(site: Site, name: str) -> int:
    """The process that does what the entry `name` of the Procfile says; 0 for none."""
    words = f"{procfile()[name]} ".split(" ", 1)[1]
    pids = [
        pid
        for pid, line in left_of(site).items()
        if line.split(" ", 1)[1] == words and "operation.restart" not in line
    ]
    return min(pids, default=0)


@pytest.mark.slow("serves a site")
def test_a_process_that_dies_is_started_again_without_the_others(site: Site) -> None:
    process = setup("serve", site)
    site.wait(seconds=60)
    time.sleep(settled_seconds)
    for dead, other in (("keeper", "web"), ("web", "keeper")):
        killed, stays = served_by(site, dead), served_by(site, other)
        assert killed
        assert stays
        os.kill(killed, signal.SIGKILL)
        wait_until_again(site, dead, killed)
        site.wait(seconds=60)
        assert served_by(site, other) == stays
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert said.count("starting it again") == 2
    assert not left_of(site)


def wait_until_again(site: Site, name: str, killed: int) -> None:
    end = time.monotonic() + 60
    while served_by(site, name) in {0, killed}:
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow("serves a site")
def test_machines_that_cannot_be_made_are_said_once_and_tried_again(site: Site) -> None:
    process = setup("machines", site)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(2)]
    assert "DOCKER_HOST" in lines[0] + lines[1]
    time.sleep(0.5)
    assert process.poll() is None  # it waits
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=10)


def test_it_is_tried_later_and_later(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = iter(["a", "a", "b", ""])
    pauses: list[float] = []
    said: list[str] = []
    monkeypatch.setattr(setup_site, "machines_try", lambda: next(faults))
    monkeypatch.setattr(setup_site, "say", said.append)
    assert setup_site.machines_make(pauses.append) == 0
    assert pauses == [60.0, 120.0, 240.0]
    assert [text[0] for text in said] == ["a", "b"]


def test_serving_what_is_not_set_up_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(steps, "python", tmp_path / "python")
    with pytest.raises(SetupError) as error:
        setup_site.site_serve(machines=False)
    assert error.value.mend == "Run this first: make run"


def test_an_engine_that_ends_at_once_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(system, "daemon_log", tmp_path / "dockerd.log")
    monkeypatch.setattr(system, "engine_answers", lambda: False)
    monkeypatch.setattr(system, "docker_denied", lambda: "")
    program = tmp_path / "dockerd"
    program.write_text("#!/bin/sh\necho 'Devices cgroup is not mounted' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(SetupError, match="Devices cgroup is not mounted"):
        system.daemon_start(["env", f"PATH={tmp_path}:/usr/bin:/bin"])


def test_a_disk_that_is_too_small_is_said_before_anything_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "room_mb", 1 << 40)
    monkeypatch.setattr(steps, "environment_wanted", lambda *, dev: (Path("requirements.txt"), "x"))
    with pytest.raises(SetupError, match="MB are free"):
        steps.packages(dev=False)
