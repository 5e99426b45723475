"""What set-up says of the system's engine before it touches anything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from virtlearn.setup.console import root
from virtlearn.setup.system import docker_denied, package_known, socket_answers

as_nobody = """
import os, pathlib, sys
from virtlearn.setup import system
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
print(system.docker_denied(pathlib.Path(sys.argv[1])))
"""


def test_no_engine_and_ones_own_are_not_refused(tmp_path: Path) -> None:
    socket = tmp_path / "docker.sock"
    assert not docker_denied(socket)
    socket.touch(mode=0o600)
    assert not docker_denied(socket)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as another user")
def test_an_engine_of_a_group_that_one_is_not_in_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DOCKER_HOST")  # else it is the one that it names
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        socket = Path(folder, "docker.sock")
        socket.touch()
        socket.chmod(0o660)
        done = subprocess.run(
            [sys.executable, "-c", as_nobody, str(socket)],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "usermod -aG docker" in done.stdout


def test_a_package_is_known_or_not() -> None:
    assert package_known("apt")
    assert not package_known("no-such-package-anywhere")


@pytest.mark.parametrize(
    ("answer", "whether"),
    [(b"HTTP/1.0 200 OK\r\n\r\nOK", True), (b"HTTP/1.0 500 No\r\n\r\n", False), (b"", False)],
)
def test_an_engine_is_asked_without_its_client(answer: bytes, whether: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = str(Path(folder) / "engine")  # a socket's path has 107 bytes at most
        assert not socket_answers(path)
        server.bind(path)
        server.listen()

        def answer_once() -> None:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(64).startswith(b"GET /_ping ")
                connection.sendall(answer)

        thread = threading.Thread(target=answer_once)
        thread.start()
        assert socket_answers(path) is whether
        thread.join()
