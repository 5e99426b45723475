"""What somebody does at a site behind a proxy, with what has to hold wherever that is done."""

from __future__ import annotations

import html
import itertools
import json
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import websockets.sync.client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conftest import password
from tests.deploy.conftest import Front
from tests.deploy.proxies import host
from tests.e2e import course
from tests.redteam.visitor import Visitor
from tests.waiting import wait_until

address = re.compile(
    r'\s(?:href|src|action|formaction|poster|content|data-[\w-]+|hx-[\w-]+)="((?:/|https?:)[^"]*)"'
)
lab = f"courses/{course.slug}/labs/whose-kernel/"


numbers = itertools.count()


def name_make(front: Front) -> str:
    """Of somebody who was never here."""
    return f"{front.proxy}-{next(numbers)}"


def sign_up(front: Front, name: str, email: str = "") -> Visitor:
    """Somebody new, whose account was made behind the proxy."""
    visitor = front.visitor()
    visitor.get(front.at("accounts/signup/"))
    fields = {"username": name, "email": email, "password1": password, "password2": password}
    answer = visitor.post(front.at("accounts/signup/"), **fields)
    assert answer.status_code == 302, answer.text[:3000]
    assert urlsplit(answer.headers["Location"]).path.startswith(front.path)
    return visitor


def path_of(url: str, front: Front) -> str:
    """Of an address of the site, as a browser would ask for it; empty for one elsewhere."""
    parts = urlsplit(html.unescape(url))
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != front.origin:
        assert parts.hostname not in {"127.0.0.1", "testserver"}, url  # what nobody outside reaches
        assert parts.hostname != host, url
        return ""
    return parts.path


def pages_walk(visitor: Visitor, front: Front, most: int) -> Iterator[tuple[str, str]]:
    """Pages with their texts, by links from the start page; all that they link to is of the site.

    A link of the site's that leaves its path is an error: another program answers there.
    """
    waiting, known = [front.at("")], {front.at("")}
    while waiting and most:
        asked = waiting.pop(0)
        page = visitor.get(asked)
        if page.status_code in {301, 302}:
            to = path_of(page.headers["Location"], front)
            assert to.startswith(front.path), f"{asked} → {page.headers['Location']}"
            continue
        assert page.status_code == 200, asked
        if not page.headers["Content-Type"].startswith("text/html"):
            continue
        most -= 1
        yield asked, page.text
        for url in address.findall(page.text):
            path = path_of(url, front)
            assert not path or path.startswith(front.path), f"{asked}: {url}"
            if path.startswith(front.at("")) and path not in known and "logout" not in path:
                known.add(path)
                if f'href="{url}"' in page.text:
                    waiting.append(path)


def cookies_judge(front: Front) -> None:
    """Those of somebody new: secure, and named after the path that they are for."""
    learner = sign_up(front, name_make(front))
    learner.get(front.at("account/"))
    found = {each.name: each for each in learner.http.cookies}
    prefix = "__Host-" if front.path == "/" else "__Secure-learn."
    assert {f"{prefix}sessionid", f"{prefix}csrftoken"} <= found.keys()
    messages = "messages" if front.path == "/" else "learn.messages"
    assert found.keys() <= {f"{prefix}sessionid", f"{prefix}csrftoken", messages}
    for cookie in found.values():
        assert (cookie.path, cookie.secure) == (front.path, True)


def handshake(front: Front, path: str, cookies: dict[str, str], origin: str = "") -> str:
    """What a terminal's websocket says first, or the status by which it is refused."""
    context = ssl.create_default_context(cafile=str(front.certificate))
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        with websockets.sync.client.connect(
            f"wss://{host}:{front.port}{path}",
            ssl=context,
            origin=websockets.Origin(origin or front.origin),
            additional_headers={"Cookie": cookie},
            compression=None,
        ) as connection:
            return str(connection.recv(20))
    except InvalidStatus as refused:
        return str(refused.response.status_code)
    except ConnectionClosed as closed:
        return f"closed {closed.rcvd and closed.rcvd.code}"


def terminal_judge(front: Front) -> None:
    """Of a lab that has ended: the terminal is told so, and who it isn't for is told nothing."""
    learner = sign_up(front, name_make(front))
    learner.get(front.at(lab))
    started = learner.post(front.at(f"{lab}start/"))
    assert started.status_code == 302, started.text[:2000]
    session = ""

    def ready() -> bool:
        nonlocal session
        page = learner.get(front.at(lab)).text
        found = re.search(r'data-state="ready"\s+data-session="([0-9a-f-]{36})"', page)
        session = found[1] if found else ""
        return bool(session)

    wait_until(ready)
    learner.post(front.at(f"{lab}{session}/stop/"))
    terminal = f"{front.path}ws/terminal/{session}/main/1/"
    cookies = {each.name: each.value or "" for each in learner.http.cookies}
    assert json.loads(handshake(front, terminal, cookies))["type"] == "ended"
    assert handshake(front, terminal, {}) == "404"
    assert handshake(front, terminal, cookies, "https://elsewhere.example") == "403"
