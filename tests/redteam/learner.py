"""A learner of a real site, who has a lab running and comes by plain requests."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

import msgspec
import requests

from tests.site import Site
from tests.waiting import wait_until

lab_path = "/en/courses/containers-vs-kvm/labs/whose-kernel/"
prompt = "learner@lab"


class Learner(msgspec.Struct, frozen=True):
    """A guest with a running lab."""

    cookies: dict[str, str]
    session: str

    def path(self, tab: int = 1, query: str = "") -> str:
        return f"/ws/terminal/{self.session}/main/{tab}/{query}"


def learner_make(site: Site, browser: requests.Session | None = None) -> Learner:
    """Presses Start as a browser without scripts does."""
    browser = browser or requests.Session()
    post(site, browser, lab_path, f"{lab_path}start/")
    found: re.Match[str] | None = None

    def ready() -> bool:
        nonlocal found
        found = re.search(
            r'data-state="ready"\s+data-session="([0-9a-f-]{36})"', lab_page(site, browser)
        )
        return found is not None

    wait_until(ready, 60)
    assert found
    return Learner(dict(browser.cookies.items()), found[1])


def post(
    site: Site, browser: requests.Session, page: str, action: str, **fields: str
) -> requests.Response:
    """Sends the form at `action` of a page, with the token that the page has."""
    shown = browser.get(site.url + page, timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)
    assert token, shown[:3000]
    answer = browser.post(
        site.url + action,
        data={"csrfmiddlewaretoken": token[1], **fields},
        headers={"Referer": site.url + page},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text[:3000]
    return answer


def lab_page(site: Site, who: requests.Session | Learner) -> str:
    """The lab's page as text; it must never be an error."""
    get = who if isinstance(who, requests.Session) else requests
    cookies = None if isinstance(who, requests.Session) else who.cookies
    answer = get.get(site.url + lab_path, cookies=cookies, timeout=60)
    assert answer.status_code == 200, answer.text[:3000]
    return answer.text


def row_set(site: Site, learner: Learner, **fields: datetime) -> None:
    """Turns the clock of a session: its row, as if that had been written in the first place."""
    changes = ", ".join(f"{name} = ?" for name in fields)
    values = [at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") for at in fields.values()]
    with sqlite3.connect(site.var / "db.sqlite3", timeout=60) as database:
        done = database.execute(
            f"update labs_labsession set {changes} where id = ?",
            [*values, learner.session.replace("-", "")],
        )
        assert done.rowcount == 1


def row_get(site: Site, learner: Learner) -> tuple[str, str]:
    """State and reason."""
    with sqlite3.connect(site.var / "db.sqlite3", timeout=60) as database:
        query = "select state, end_reason from labs_labsession where id = ?"
        found: tuple[str, str] = database.execute(
            query, [learner.session.replace("-", "")]
        ).fetchone()
        return found


def machine_of(site: Site, learner: Learner) -> str:
    """The engine's id of the learner's machine."""
    with sqlite3.connect(site.var / "db.sqlite3", timeout=60) as database:
        query = "select handle_id from labs_machine where session_id = ?"
        found: tuple[str] = database.execute(query, [learner.session.replace("-", "")]).fetchone()
        return found[0]


def runs(site: Site, machine: str) -> bool:
    return site.docker("inspect", "-f", "{{.State.Running}}", machine).strip() == "true"


def ago(**length: float) -> datetime:
    return datetime.now(UTC) - timedelta(**length)
