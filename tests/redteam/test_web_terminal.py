"""W1, W2, W4 to W6: a real terminal of a real site, attacked over its websocket."""

from __future__ import annotations

import contextlib
import re
import time
from functools import partial
from pathlib import Path

import pytest

from tests.labs.terminal.client import Client, RefusedError, connected, patience
from tests.redteam.learner import Learner, learner_make, prompt
from tests.site import Site
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def learner(site: Site) -> Learner:
    return learner_make(site)


@pytest.fixture(scope="module")
def neighbour(site: Site) -> Learner:
    return learner_make(site)


def status_of(site: Site, where: str, cookies: dict[str, str], origin: str | None = "same") -> int:
    with pytest.raises(RefusedError) as refused:
        Client(site.port, where, cookies=cookies, origin=origin)
    return refused.value.status


def web_memory(site: Site) -> int:
    """Bytes in memory of the process that holds the terminals."""
    pid = site.processes["web"].pid
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def test_w1_only_pages_of_this_origin_open_a_terminal(site: Site, learner: Learner) -> None:
    origins = [
        None,
        "null",
        "http://evil.example",
        f"http://127.0.0.1:{site.port + 1}",
        "http://127.0.0.1",
        f"https://127.0.0.1:{site.port}",
        f"http://localhost:{site.port}",
        f"http://127.0.0.1:{site.port}.evil.example",
    ]
    for origin in origins:
        assert status_of(site, learner.path(), learner.cookies, origin) == 403, origin
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)


def test_w2_another_ones_session_is_not_there(
    site: Site, learner: Learner, neighbour: Learner
) -> None:
    assert status_of(site, learner.path(), neighbour.cookies) == 404
    assert status_of(site, learner.path(2), neighbour.cookies) == 404
    assert status_of(site, learner.path(), {}) == 404
    with connected(site.port, neighbour.path(), cookies=neighbour.cookies) as client:
        client.see(prompt)


def test_w4_a_stalled_client_of_yes_takes_no_memory(
    site: Site, learner: Learner, neighbour: Learner
) -> None:
    with connected(
        site.port, learner.path(2), cookies=learner.cookies, receive_buffer=4096
    ) as stalled:
        stalled.see(prompt)
        before = web_memory(site)
        stalled.type("yes\r")
        most = 0
        for _ in range(80):
            time.sleep(0.1)
            most = max(most, web_memory(site) - before)
        assert most < 20_000_000
        # Nobody else waits for it.
        with connected(site.port, neighbour.path(), cookies=neighbour.cookies) as client:
            client.see(prompt)
            client.type("echo quick-$((40+2))\r")
            client.see("quick-42")
        stalled.type("\x03")


def shows(client: Client, size: str) -> bool:
    return stty(client) == size


def stty(client: Client) -> str:
    """Rows and columns, as the shell's terminal has them."""
    client.output = b""
    client.type("echo size-$(stty size | tr ' ' _)-\r")
    client.until(lambda: re.search(rb"size-\d+_\d+-", client.output), patience, "a size")
    shown: bytes = re.findall(rb"size-(\d+_\d+)-", client.output)[-1]
    return shown.decode().replace("_", " ")


def test_w5_a_huge_frame_closes_and_an_absurd_size_is_clamped(site: Site, learner: Learner) -> None:
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        before = web_memory(site)
        with contextlib.suppress(OSError):  # closed while it was being sent
            client.send(b"x" * 5_000_000)
            assert client.closed() in (1009, 1006)
        assert web_memory(site) - before < 5_000_000
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        for cols, rows, shown in [(10**9, -1, "1 500"), (0, 10**6, "500 1"), (80, 24, "24 80")]:
            client.tell(type="resize", cols=cols, rows=rows)
            wait_until(partial(shows, client, shown), patience, "the size")


def test_w6_a_dropped_socket_finds_the_same_shell_and_screen(site: Site, learner: Learner) -> None:
    for tab in (1, 3):
        client = Client(site.port, learner.path(tab), cookies=learner.cookies)
        client.see(prompt)
        client.type(f"mark=kept-{tab}; echo shell-$$-is-$((40+2))\r")
        client.see("-is-42")
        shell = re.findall(rb"shell-(\d+)-is-42", client.output)[-1].decode()
        client.close()  # without a word
        with connected(site.port, learner.path(tab), cookies=learner.cookies) as again:
            again.see(f"shell-{shell}-is-42")
            again.type("echo $$-$mark\r")
            again.see(f"{shell}-kept-{tab}")


def test_w6_a_killed_web_process_finds_the_same_shell_and_screen(
    site: Site, learner: Learner
) -> None:
    for tab in (1, 3):
        with connected(site.port, learner.path(tab), cookies=learner.cookies) as client:
            client.type("clear; mark=still; echo before-$((20+1))\r")
            client.see("before-21")
    site.stop("web", kill=True)
    site.start("web")
    site.wait()
    for tab in (1, 3):
        with connected(site.port, learner.path(tab), cookies=learner.cookies) as client:
            client.see("before-21")
            client.type("echo after-$mark\r")
            client.see("after-still")
