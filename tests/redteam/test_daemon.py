"""L4: the engine is restarted, in order and by a crash, under learners who are at work."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from labs.engines.docker.engine import DockerEngine
from labs.provisioning.images import image_of
from tests.labs.terminal.client import connected
from tests.redteam.daemon import Daemon
from tests.redteam.learner import (
    lab_page,
    lab_path,
    learner_make,
    machine_of,
    post,
    prompt,
    row_get,
)
from tests.site import Site
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def site(docker_engine: DockerEngine, daemon: Daemon) -> Iterator[Site]:
    with Site({"DOCKER_HOST": daemon.host, "POOL_MIN": "1"}) as running:
        yield running


class Reader(threading.Thread):
    """Loads the lab's page all the time; `statuses` are the answers that came."""

    def __init__(self, site: Site, cookies: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.site, self.cookies = site, cookies
        self.statuses: list[int] = []
        self.slowest = 0.0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.2):
            began = time.monotonic()
            answer = requests.get(self.site.url + lab_path, cookies=self.cookies, timeout=60)
            self.statuses.append(answer.status_code)
            self.slowest = max(self.slowest, time.monotonic() - began)

    def end(self) -> None:
        self.stopped.set()
        self.join(60)


def careless(daemon: Daemon) -> str:
    """A container that somebody started by hand."""
    api = daemon.api()
    made = api.create_container(
        image_of("container"),
        command=["sleep", "600"],
        host_config=api.create_host_config(network_mode="none", mem_limit="64m"),
    )
    api.start(made["Id"])
    api.close()
    return str(made["Id"])


def status_of(daemon: Daemon, container: str) -> str:
    """As the engine tells it; "gone" where there is none."""
    found = [each["State"] for each in daemon.containers() if each["Id"] == container]
    return str(found[0]) if found else "gone"


def tasks_done(site: Site) -> list[tuple[str, ...]]:
    with sqlite3.connect(site.var / "db.sqlite3", timeout=20) as database:
        query = "select session_id, task, points from labs_taskresult where outcome = 'passed'"
        return database.execute(query).fetchall()


@pytest.mark.root
@pytest.mark.parametrize("how", ["stop", "kill"])
def test_l4_a_daemon_that_restarts_is_told_and_leaves_nothing(
    site: Site, daemon: Daemon, how: str
) -> None:
    victim = careless(daemon)
    learner = learner_make(site)
    machine = machine_of(site, learner)
    reader = Reader(site, learner.cookies)
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        client.type("cat /proc/version >~/kernel.txt\n")
        wait_until(lambda: bool(tasks_done(site)), 40)
        done = tasks_done(site)
        reader.start()
        getattr(daemon, how)()
        assert client.closed() in (1012, 4503)
    # While it is down: no page fails, the row stays true, and a start is answered.
    with connected(site.port, learner.path(), cookies=learner.cookies) as again:
        assert again.closed() == 4503
    assert row_get(site, learner)[0] == "ready"
    other = requests.Session()
    post(site, other, lab_path, f"{lab_path}start/")

    daemon.start()
    assert status_of(daemon, victim) == "exited"  # that is the attack: work is gone, unsaid
    took = wait_until(lambda: row_get(site, learner) == ("ended", "engine"), 40)
    print(f"the learner reads it {took:.1f} s after the engine is back")
    assert "The engine was restarted. You can start the lab again." in lab_page(site, learner)
    with connected(site.port, learner.path(), cookies=learner.cookies) as last:
        assert last.told("ended") == {"type": "ended", "reason": "engine"}
    assert status_of(daemon, machine) == "gone"
    reader.end()
    assert set(reader.statuses) == {200}
    assert reader.slowest < 40  # it does not wait for the engine
    assert tasks_done(site) == done

    browser = requests.Session()
    browser.cookies.update(learner.cookies)
    fresh = learner_make(site, browser)
    with connected(site.port, fresh.path(), cookies=fresh.cookies) as client:
        client.see(prompt)
        client.type("echo works-$((40+2))\r")
        client.see("works-42")
    # Nothing that the engine killed stays: neither of learners, nor of the pool.
    wait_until(
        lambda: all(
            each["State"] == "running"
            for each in daemon.containers()
            if each["Id"] != victim and "virtlearn.deployment" in each["Labels"]
        ),
        60,
        "the removal of what had died",
    )
