"""docs/operate.md is gone through: its commands are run, in their order, in an installation.

After the language of a block stands who can run it. `run` is run here; `serve` is started, a
process a line, and goes on until `stop`; the others need what a test has not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.site import free_port, root
from virtlearn.core.env import of_others

text = (root / "docs" / "operate.md").read_text()
blocks = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the line before a block that is left out has to say, by its mark.
left_out = {
    "root": "As root",
    "systemd": "ith systemd",
    "docker": "With a Docker Engine",
    "postgres": "With a PostgreSQL server",
    "network": "With git and the network",
    "stop": "With systemd",
    "start": "With systemd",
}
patience = 60  # seconds


asking = 'curl --fail --silent --header "Authorization: Bearer $METRICS_TOKEN"'


class Block(NamedTuple):
    mark: str
    commands: str
    before: str  # the last line of text before it


def shell_blocks() -> Iterator[Block]:
    for found in blocks.finditer(text):
        if found[1].split()[:1] == ["sh"]:
            before = text[: found.start()].rstrip().rpartition("\n")[2]
            yield Block(found[1].removeprefix("sh").strip(), found[2], before)


class Installation:
    """What the page takes for granted, in a folder: places, port and engine are the test's own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.places = {
            "/var/backups/virtlearn": str(folder / "backups"),
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
        }
        self.env = {
            "PATH": f"{os.environ['PATH']}:/usr/bin:/bin",
            "HOME": str(folder),
            "VAR_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "LAB_ENGINE": "fake",
            "POOL_MAX": "0",
            "METRICS_TOKEN": "a-token-that-nobody-guesses",
            "ALLOWED_HOSTS": "learn.example.org",
        }
        self.log = folder / "log"
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "backups").mkdir()

    def here(self, commands: str) -> str:
        for there, here in self.places.items():
            commands = commands.replace(there, here)
        return commands.replace(".venv/bin/python", sys.executable)

    def run(self, commands: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here(commands)],
            cwd=root,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"{commands}{done.stdout}{done.stderr}"
        assert done.returncode == 0, said + self.logged()
        return done.stdout

    def start(self, commands: str) -> None:
        with self.log.open("ab") as log:
            self.processes = [
                subprocess.Popen(
                    ["bash", "-c", f"exec {self.here(line)}"], cwd=root, env=self.env, stderr=log
                )
                for line in commands.splitlines()
            ]
        ready = ["curl", "-sf", "-o", "/dev/null", f"http://127.0.0.1:{self.port}/healthz/ready"]
        end = time.monotonic() + patience
        while subprocess.run(ready, check=False).returncode:
            assert time.monotonic() < end, self.logged()
            time.sleep(0.2)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        self.processes = []

    def logged(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    made.stop()


def test_every_block_says_who_can_run_it() -> None:
    marks = [block.mark for block in shell_blocks()]
    assert set(marks) == {"run", "serve"} | left_out.keys()
    assert marks.count("run") >= 8
    for block in shell_blocks():
        if block.mark in left_out:
            assert left_out[block.mark] in block.before, block


@pytest.mark.slow("sets up an installation and serves it")
def test_the_page_leads_through(installation: Installation) -> None:
    said: dict[str, str] = {}
    serving = next(block.commands for block in shell_blocks() if block.mark == "serve")
    for block in shell_blocks():
        match block.mark:
            case "run":
                said[block.commands] = installation.run(block.commands)
            case "serve":
                installation.start(serving)
            case "stop":
                # The keeper is a process of its own, and what it counts is shown too.
                metrics = installation.run(f"{asking} http://127.0.0.1:8000/metrics")
                assert 'virtlearn_keeper_rounds_total{outcome="done"}' in metrics
                assert "virtlearn_engine_up 1.0" in metrics
                installation.stop()
            case "start":
                installation.start(serving)
    everything = "".join(said.values())
    for wanted in (
        "/en/first-run/",  # how one becomes the first instructor
        '"ok": true',
        '"engine": {"ok": true',
        "virtlearn_build_info{version=",
        "Restored what VirtLearn",
    ):
        assert wanted in everything, wanted
    assert "Traceback" not in installation.logged()


@pytest.mark.slow("starts a process with Django")
def test_settings_of_the_page_are_settings(tmp_path: Path) -> None:
    (found,) = [block[2] for block in blocks.finditer(text) if block[1] == "ini"]
    lines = [line.partition("=") for line in found.splitlines()]
    settings = {name: value for name, _equals, value in lines}
    known = (root / "virtlearn" / "settings.py").read_text()
    for name in settings:
        assert f'"{name}"' in known
        assert not of_others.fullmatch(name)
    env = {**os.environ, **settings, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_deploy_has_is_on_the_page() -> None:
    for path in sorted((root / "deploy").rglob("*")):
        if path.is_file():
            names = {str(path.relative_to(root)), f"{path.parent.relative_to(root)}/"}
            assert any(name in text for name in names), path
