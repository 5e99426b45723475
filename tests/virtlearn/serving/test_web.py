"""The web process as it is started: it answers, and leaves nothing behind however it ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site import free_port

pytestmark = pytest.mark.slow("starts a web process")

root = Path(__file__).resolve().parents[3]
patience = 40  # seconds; a start imports everything three times, on a busy machine


class Web:
    """A web process on a free port, with nothing but an empty database in its VAR_DIR."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", **settings: str) -> None:
        self.host, self.port = host, free_port()
        migrate(folder)
        self.errors = folder / "errors"
        self.process = start(folder, self.port, self.errors, host, **settings)

    def answers(self) -> bool:
        """Whether Django answers, with whatever."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=patience)
        try:
            connection.request("GET", "/healthz")
            return b"database" in connection.getresponse().read()
        except ConnectionError:
            return False
        finally:
            connection.close()

    def family(self) -> list[int]:
        """Every process that it started, and that these started."""
        found, new = [], [self.process.pid]
        while new:
            new = [child for pid in new for child in children(pid)]
            found += new
        return found


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }


def migrate(folder: Path) -> None:
    """A database that is not set up is not served."""
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=root, env=environment(folder), check=True)


def start(
    folder: Path, port: int, errors: Path, host: str = "127.0.0.1", **more: str
) -> subprocess.Popen[bytes]:
    settings = {"PORT": str(port), "HOST": host, "WEB_WORKERS": "2", **more}
    with errors.open("wb") as file:
        arguments = [sys.executable, "-m", "virtlearn.serving"]
        return subprocess.Popen(
            arguments, cwd=root, env=environment(folder) | settings, stderr=file
        )


def children(pid: int) -> list[int]:
    try:
        return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    yield from running(Web(tmp_path))


def running(made: Web) -> Iterator[Web]:
    try:
        assert eventually(made.answers), made.errors.read_text()
        yield made
    finally:
        made.process.terminate()
        try:
            made.process.wait(10)
        except subprocess.TimeoutExpired:
            made.process.kill()
            made.process.wait()


def test_serve_ends_with_all_it_started_when_told(web: Web) -> None:
    family = web.family()
    assert len(family) == 2  # the page servers, and nobody who only watches them
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(patience) == 0
    assert not any(map(alive, family))
    assert "Traceback" not in web.errors.read_text()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", web.port))


def test_serve_leaves_no_orphan_when_killed(web: Web) -> None:
    family = web.family()
    web.process.kill()
    web.process.wait()
    assert eventually(lambda: not any(map(alive, family)))


def test_serve_starts_the_page_server_again(web: Web) -> None:
    page_server = web.family()[0]
    os.kill(page_server, signal.SIGKILL)
    assert eventually(lambda: not alive(page_server))
    assert eventually(lambda: page_server not in web.family() and len(web.family()) == 2)
    assert eventually(web.answers)


def test_serve_ends_quietly_where_all_are_told_at_once(web: Web) -> None:
    """Ctrl+C reaches all processes, and a page server may be gone first."""
    family = web.family()
    for pid in [*family, web.process.pid]:
        os.kill(pid, signal.SIGINT)
    web.process.wait(patience)
    assert not any(map(alive, family))
    errors = web.errors.read_text()
    assert "ended" not in errors
    assert "Traceback" not in errors


def test_serve_says_which_port_is_in_use(web: Web, tmp_path: Path) -> None:
    errors = tmp_path / "second"
    second = start(tmp_path, web.port, errors)
    assert second.wait(patience) == 1
    assert f"Port {web.port} is in use" in errors.read_text()
    assert "Traceback" not in errors.read_text()


def test_serve_on_ipv6(tmp_path: Path) -> None:
    for web in running(Web(tmp_path, "::1")):
        assert web.answers()
