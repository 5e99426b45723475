"""L7, L8, C2 and W3: how a lab ends by itself, and what its learner reads."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from labs.engines.docker.engine import DockerEngine
from tests.labs.terminal.client import Client, connected, patience
from tests.redteam.learner import (
    Learner,
    ago,
    lab_page,
    learner_make,
    machine_of,
    post,
    prompt,
    row_get,
    row_set,
    runs,
)
from tests.site import Site
from tests.waiting import wait_until

hog = "head -c 300000000 /dev/zero | tail | wc -c\r"
password = "a-long-enough-password"
login = "/en/accounts/login/"


@pytest.fixture(scope="module")
def site(docker_engine: DockerEngine) -> Iterator[Site]:
    with Site({"POOL_MIN": "1"}) as running:
        yield running


@pytest.fixture
def learner(site: Site) -> Learner:
    return learner_make(site)


@pytest.fixture
def client(site: Site, learner: Learner) -> Iterator[Client]:
    with connected(site.port, learner.path(), cookies=learner.cookies) as made:
        made.see(prompt)
        yield made


def warned(client: Client, code: str) -> int:
    """The seconds that are left by the next warning of that kind."""
    told = client.told("warning")
    assert told["code"] == code
    left: int = told["seconds"]
    return left


def test_l7_a_lab_whose_time_is_over_ends_while_somebody_types(
    site: Site, learner: Learner, client: Client
) -> None:
    machine = machine_of(site, learner)
    # Without a keeper it would go on for ever: that is the attack.
    site.stop("keeper")
    row_set(site, learner, expires_at=ago(minutes=1))
    time.sleep(4)
    assert runs(site, machine)
    assert warned(client, "time") == 0
    client.type("echo still-$((40+2))\r")
    client.see("still-42")
    row_set(site, learner, expires_at=ago(minutes=-4))
    site.start("keeper")

    assert 60 < warned(client, "time") <= 240
    assert "This lab ends within 5 minutes" in lab_page(site, learner)
    row_set(site, learner, expires_at=ago(seconds=-62))
    assert 0 < warned(client, "time") <= 60  # the one at a minute, and not before
    assert "This lab ends within 1 minute" in lab_page(site, learner)
    row_set(site, learner, expires_at=ago(seconds=-3))
    for _ in range(15):
        client.type("echo typing\r")
        time.sleep(0.2)
    assert client.told("ended") == {"type": "ended", "reason": "expired"}
    assert client.closed() == 4410
    wait_until(lambda: row_get(site, learner) == ("ended", "expired"), patience)
    assert site.docker("inspect", "-f", "{{.Id}}", machine).strip() == ""
    assert "its time was over, after 20 minutes" in lab_page(site, learner)


def test_l7_more_time_takes_the_warning_back(site: Site, learner: Learner, client: Client) -> None:
    row_set(site, learner, expires_at=ago(minutes=-2))
    assert 80 <= warned(client, "time") <= 120
    browser = requests.Session()
    browser.cookies.update(learner.cookies)
    where = "/en/courses/containers-vs-kvm/labs/whose-kernel/"
    post(site, browser, where, f"{where}{learner.session}/extend/")
    warned(client, "none")
    assert "This lab ends within" not in lab_page(site, learner)


def test_l8_an_open_tab_in_which_nobody_types_does_not_keep_a_lab(
    site: Site, learner: Learner, client: Client
) -> None:
    machine = machine_of(site, learner)
    client.type("while sleep 0.3; do printf .; done\r")  # a busy screen is no input
    time.sleep(1)
    row_set(site, learner, last_input_at=ago(minutes=13))
    assert 80 <= warned(client, "idle") <= 120
    assert "Type something, or this lab ends within 5 minutes" in lab_page(site, learner)
    client.type("x")  # it is heard within its ten seconds, and then noted
    time.sleep(10.5)
    client.type("x")
    warned(client, "none")

    row_set(site, learner, last_input_at=ago(minutes=15))
    end = time.monotonic() + 3
    while time.monotonic() < end and client.read():  # what pages do without anybody
        client.tell(type="ping")
        client.tell(type="ack", bytes=client.total)
        client.tell(type="resize", cols=90, rows=30)
        client.send(b"\x1b[24;80R")  # what a terminal answers by itself
    assert client.told("ended") == {"type": "ended", "reason": "idle"}
    wait_until(lambda: row_get(site, learner) == ("ended", "idle"), patience)
    assert not runs(site, machine)
    assert "This lab ended after 15 minutes without input." in lab_page(site, learner)


def test_c2_a_program_that_takes_all_memory_is_told_of(site: Site, client: Client) -> None:
    client.type(hog)
    client.see("out of memory")
    warned(client, "memory")
    client.type("echo still-$((40+2))\r")
    client.see("still-42")


@pytest.mark.alone
def test_c2_a_machine_that_dies_by_its_memory_ends_the_lab_with_that_reason(
    site: Site, learner: Learner, client: Client
) -> None:
    # The learner offers the machine's main process to the kernel, before six that are smaller.
    eater = "(head -c 30000000 /dev/zero; sleep 9) | tail >/dev/null &"
    client.type(f"echo 1000 >/proc/$PPID/oom_score_adj; {eater * 6}\r")
    machine = machine_of(site, learner)
    wait_until(lambda: not runs(site, machine), 30)
    began = time.monotonic()
    assert client.told("ended") == {"type": "ended", "reason": "out-of-memory"}
    took = time.monotonic() - began
    assert took < 2
    print(f"the page has the reason {took:.2f} s after the machine's death")
    wait_until(lambda: row_get(site, learner) == ("ended", "out-of-memory"), patience)
    assert "The machine ran out of memory" in lab_page(site, learner)


def test_a_machine_removed_from_outside_is_told_as_that(
    site: Site, learner: Learner, client: Client
) -> None:
    site.docker("rm", "-f", machine_of(site, learner))
    assert client.told("ended") == {"type": "ended", "reason": "removed"}
    assert "The machine was removed from outside" in lab_page(site, learner)


def test_another_keeper_takes_over_and_hears_the_engine(site: Site) -> None:
    first = site.wait()["keeper"]
    assert first["ok"]
    assert first["since"]
    site.start("keeper-2", entry="keeper")
    learner = learner_make(site)
    site.stop("keeper", kill=True)

    def taken() -> bool:
        now = site.wait()["keeper"]
        return now["leader"] not in (None, first["leader"]) and now["since"] > first["since"]

    took = wait_until(taken, patience, "another keeper")
    print(f"another keeper leads after {took:.1f} s")
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        client.type("kill -9 $PPID\r")
        assert client.told("ended") == {"type": "ended", "reason": "killed"}
    assert "The machine was killed." in lab_page(site, learner)


def account_learner(site: Site, name: str) -> tuple[requests.Session, Learner]:
    """Somebody who is logged in, in a browser, with a lab."""
    script = "from virtlearn.people.models import User; "
    script += f"User.objects.create_user(username={name!r}, password={password!r})"
    site.manage("shell", "-c", script)
    browser = requests.Session()
    post(site, browser, login, login, login=name, password=password)
    return browser, learner_make(site, browser)


def test_w3_a_logout_elsewhere_closes_the_terminal(site: Site) -> None:
    browser, learner = account_learner(site, "logs-out")
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        post(site, browser, "/en/accounts/logout/", "/en/accounts/logout/")
        began = time.monotonic()
        # By itself a logout closes nothing: that is the attack.
        client.type("echo still-$((40+2))\r")
        client.see("still-42")
        assert client.closed() == 4401
        print(f"closed {time.monotonic() - began:.1f} s after the logout")
    assert row_get(site, learner)[0] == "ready"  # the lab itself is there after the next login


def test_w3_a_changed_password_closes_the_terminal_too(site: Site) -> None:
    _browser, learner = account_learner(site, "changes")
    with connected(site.port, learner.path(), cookies=learner.cookies) as client:
        client.see(prompt)
        script = "from virtlearn.people.models import User; "
        script += "user = User.objects.get(username='changes'); "
        script += "user.set_password('another-long-password'); user.save()"
        site.manage("shell", "-c", script)
        assert client.closed() == 4401
