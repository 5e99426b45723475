"""Proxies that are set up otherwise than deploy/ has them, and clients that send too much."""

from __future__ import annotations

import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.deploy.conftest import Front, Served
from tests.deploy.proxies import Change, host, proxies
from tests.deploy.visits import cookies_judge, name_make, pages_walk, sign_up, terminal_judge

pytestmark = pytest.mark.slow("serves two sites, each behind two proxies")


def test_what_is_too_large_is_refused_in_words(front: Front) -> None:
    visitor = front.visitor()
    for body in (b"x" * (2 << 20), iter([b"x" * (1 << 16)] * 32)):
        answer = visitor.http.post(front.origin + front.at("accounts/login/"), data=body)
        assert answer.status_code == 413
        assert "Send less at once." in answer.text


def test_who_sends_slowly_holds_nobody_up_and_is_let_go(
    fronts: dict[tuple[str, str], Front],
) -> None:
    """All proxies at once: it takes the half minute that a body has. Caddy takes longer to say."""
    with ThreadPoolExecutor() as threads:
        for status in threads.map(slow_body, fronts.values()):
            assert status in {408, 0}


def slow_body(front: Front) -> int:
    """The status that a body gets which never ends, while pages are served beside forty of them;
    0 where it is not waited for."""
    context = ssl.create_default_context(cafile=str(front.certificate))
    head = f"POST {front.at('accounts/login/')} HTTP/1.1\r\nHost: {host}:{front.port}\r\n"
    held = []
    for _ in range(40):
        plain = socket.create_connection(("127.0.0.1", front.port), 90)
        held.append(context.wrap_socket(plain, server_hostname=host))
        held[-1].sendall(f"{head}Content-Length: 1000\r\n\r\na".encode())
    began = time.monotonic()
    assert front.visitor().get(front.at("")).status_code == 200
    assert time.monotonic() - began < 15
    text = held[0].recv(4096) if front.proxy == "nginx" else b""
    for each in held:
        each.close()
    return int(text.split()[1]) if text else 0


# What an operator may have written otherwise of how requests are passed on, and what is said then.
nginx_host = "proxy_set_header Host $http_host;"
caddy_proxy = re.compile(r"(reverse_proxy \S+ \{\n)")
no_host: dict[str, Change] = {
    "nginx": lambda text: text.replace(nginx_host, ""),
    "nginx, empty": lambda text: text.replace(nginx_host, 'proxy_set_header Host "";'),
    "caddy": lambda text: caddy_proxy.sub(r"\1header_up Host {upstream_hostport}\n", text),
}


@pytest.mark.parametrize("case", no_host)
def test_a_proxy_that_keeps_the_hosts_name_to_itself_gets_a_page_that_says_so(
    sites: dict[str, Served], case: str, tmp_path: Path
) -> None:
    served, proxy = sites["/learn/"], case.partition(",")[0]
    ports = {**served.ports, proxy: served.ports["changed"]}
    changed = served._replace(ports=ports)
    with changed.front(proxy, tmp_path, no_host[case]) as front:
        page = front.visitor().get(front.at(""))
    assert page.status_code == 400
    assert "docs/proxy.md" in page.text
    if case == "nginx, empty":
        assert "(http-no-host)" in page.text
    else:
        asked_as = "virtlearn" if proxy == "nginx" else f"127.0.0.1:{served.site.port}"
        assert f"It was asked as “{asked_as}”" in page.text
        assert "proxy_set_header Host $http_host;" in page.text


leaves_out: dict[str, Change] = {
    "nginx": lambda text: text.replace("http://virtlearn;", "http://virtlearn/;"),
    "caddy": lambda text: text.replace("handle /learn/*", "handle_path /learn/*"),
}


@pytest.mark.parametrize("proxy", proxies)
def test_a_proxy_may_leave_the_path_out(
    sites: dict[str, Served], proxy: str, tmp_path: Path
) -> None:
    served = sites["/learn/"]
    changed = served._replace(ports={**served.ports, proxy: served.ports["changed"]})
    with changed.front(proxy, tmp_path, leaves_out[proxy]) as front:
        learner = sign_up(front, name_make(front))
        assert len(list(pages_walk(learner, front, 10))) == 10
        cookies_judge(front)
        terminal_judge(front)
        page = learner.get(front.at("")).text
        style = re.search(r'href="([^"]+/css/base[^"]+)"', page)
        assert style
        assert learner.get(style[1]).headers["Content-Type"].startswith("text/css")
