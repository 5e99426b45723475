"""The site behind nginx and Caddy as deploy/ sets them up: on its own host, and below a path."""

from __future__ import annotations

import html
import http.client
import io
import itertools
import json
import quopri
import re
import socket
import ssl
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import websockets.sync.client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conftest import password
from tests.deploy.conftest import Front, Served, paths
from tests.deploy.proxies import host, proxies
from tests.e2e import course
from tests.redteam.visitor import Visitor
from tests.site import metrics_token
from tests.waiting import wait_until

pytestmark = pytest.mark.slow("serves two sites, each behind two proxies")

address = re.compile(
    r'\s(?:href|src|action|formaction|poster|content|data-[\w-]+|hx-[\w-]+)="((?:/|https?:)[^"]*)"'
)
loaded = re.compile(r"""url\(["']?([^"')#]+)|(?:from|import)\s*["']([^"']+)["']""")
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


def test_every_link_stays_below_the_path_and_is_answered(front: Front) -> None:
    """As the head, who sees most; with all that pages load, and what that loads."""
    name = name_make(front)
    head = sign_up(front, name)
    front.site.manage("people", "role", name, "head")
    most = 70 if front.path != "/" and front.proxy == "nginx" else 12
    assets: set[str] = set()
    seen = []
    for asked, text in pages_walk(head, front, most):
        seen.append(asked)
        assert f'data-site-path="{front.path}"' in text
        assets |= {
            path_of(url, front)
            for url in re.findall(r'<(?:script|link|img)\b[^>]*\s(?:src|href)="([^"]+)"', text)
            if not url.startswith("data:")
        }
    assert len(seen) == most
    assert most < 20 or any("/people/" in each for each in seen)
    assets = {each for each in assets if "/static/" in each or "/assets/" in each}
    waiting, known = list(assets), set(assets)
    while waiting:
        asked = waiting.pop()
        assert asked.startswith(front.path)
        answer = head.http.get(front.origin + asked)
        assert answer.status_code == 200, asked
        if not asked.endswith((".css", ".js", ".mjs")) or ".min." in asked:
            continue
        for found in loaded.findall(answer.text):
            inner = urlsplit(urljoin(asked, found[0] or found[1])).path
            if not found[0].startswith("data:") and inner not in known:
                known.add(inner)
                waiting.append(inner)
    kinds = {each.rpartition(".")[2] for each in known}
    assert {"css", "js", "svg"} <= kinds


def test_an_answer_counts_and_a_login_leads_back(front: Front) -> None:
    name = name_make(front)
    learner = sign_up(front, name)
    lesson = front.at(f"courses/{course.slug}/lessons/{course.lesson_slugs()[0]}/")
    page = learner.get(lesson).text
    form = re.search(r'<form[^>]*action="([^"]+/answer/)"', page)
    assert form
    assert form[1].startswith(front.path)
    answer = learner.post(form[1], answer="nothing-of-the-kind")
    assert answer.status_code in {302, 422}  # taken, or told what is missing: not the proxy's fault
    visitor = front.visitor()
    asked = visitor.get(front.at("account/"))
    login = asked.headers["Location"]
    assert login.startswith(front.at("accounts/login/"))
    visitor.get(login)
    answer = visitor.post(login, login=name, password=password)
    assert answer.headers["Location"] == front.at("account/")
    assert name in visitor.get(front.at("account/")).text


def test_cookies_are_secure_and_of_the_path(front: Front) -> None:
    learner = sign_up(front, name_make(front))
    learner.get(front.at("account/"))
    found = {each.name: each for each in learner.http.cookies}
    prefix = "__Host-" if front.path == "/" else "__Secure-learn."
    assert {f"{prefix}sessionid", f"{prefix}csrftoken"} <= found.keys()
    messages = "messages" if front.path == "/" else "learn.messages"
    assert found.keys() <= {f"{prefix}sessionid", f"{prefix}csrftoken", messages}
    for cookie in found.values():
        assert (cookie.path, cookie.secure) == (front.path, True)


def test_two_sites_of_one_host_know_nothing_of_each_others_visitors(
    fronts: dict[tuple[str, str], Front],
) -> None:
    """Cookies know no ports, so that both are one host to a browser."""
    whole, below = fronts["nginx", "/"], fronts["caddy", "/learn/"]
    at = {front: sign_up(front, f"at-{front.port}") for front in (whole, below)}
    jar = at[whole].http.cookies
    for cookie in at[below].http.cookies:
        jar.set_cookie(cookie)
    for front, visitor in at.items():
        visitor.http.cookies = jar
        assert f"at-{front.port}" in visitor.get(front.at("account/")).text
    at[below].post(below.at("accounts/logout/"))
    assert at[below].get(below.at("account/")).status_code == 302
    assert at[whole].get(whole.at("account/")).status_code == 200


def test_a_link_that_is_shared_opens_the_same_page(front: Front) -> None:
    page = front.visitor().get(front.at(f"courses/{course.slug}/wizard/result/"))
    found = re.search(r'id="share-url"[^>]*value="([^"]+)"', page.text)
    assert found
    shared = html.unescape(found[1])
    site_url = f"https://{host}:{front.nginx_port}"  # the first of ALLOWED_ORIGINS
    assert shared.startswith(f"{site_url}{front.at('courses/')}")
    assert front.visitor().get(urlsplit(shared).path).status_code == 200
    book = front.visitor().get(front.at(f"courses/{course.slug}/book/en.epub")).content
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        texts = [file.read(name).decode() for name in file.namelist() if name.endswith("xhtml")]
    links = [link for text in texts for link in re.findall(rf'"(https://{host}[^"]*)"', text)]
    assert len(links) > 10
    assert all(link.startswith(f"{site_url}{front.at('')}") for link in links)


def test_the_link_of_a_mail_opens_the_page_of_a_new_password(front: Front) -> None:
    email = f"{front.proxy}{front.path.strip('/')}@example.org"
    sign_up(front, name_make(front), email)
    visitor = front.visitor()
    visitor.get(front.at("accounts/password/reset/"))
    before = len(front.mails.messages)
    answer = visitor.post(front.at("accounts/password/reset/"), email=email)
    assert answer.headers["Location"] == front.at("accounts/password/reset/done/")
    wait_until(lambda: len(front.mails.messages) > before)
    text = quopri.decodestring(front.mails.messages[-1].encode()).decode()
    found = re.search(r"https://\S+", text)
    assert found, text
    link = urlsplit(found[0])
    assert link.path.startswith(front.at("accounts/password/reset/key/"))
    page = visitor.get(link.path)
    assert page.status_code == 302  # the key goes into the session
    assert 'name="password1"' in visitor.get(page.headers["Location"]).text


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


def test_a_terminal_is_the_learners_own_by_the_cookie_of_the_path(front: Front) -> None:
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


def test_the_proxys_id_of_a_request_is_in_the_answer_and_in_the_log(front: Front) -> None:
    answer = front.visitor().get(front.at("nowhere/"))
    name = answer.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}|[0-9a-f-]{36}", name)
    assert name in answer.text  # as the reference of the page
    wait_until(lambda: f"[{name}]" in front.site.logs())
    forged = front.visitor()
    forged.http.headers["X-Request-ID"] = "chosen-by-the-client-0123456789"
    assert forged.get(front.at("")).headers["X-Request-ID"] != "chosen-by-the-client-0123456789"


def test_errors_below_the_path_lead_back_into_it(front: Front) -> None:
    page = front.visitor().get(front.at("courses/none/"))
    assert page.status_code == 404
    assert f'href="{front.at("")}"' in page.text
    refused = front.visitor()
    answer = refused.post(front.at("accounts/login/"), login="x", password="x")
    assert answer.status_code == 403
    assert f'href="{front.at("")}"' in answer.text


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    """By the site's own port, as who watches it does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_health_and_metrics_are_asked_with_the_path_and_without(front: Front) -> None:
    port = front.site.port
    token = {"Authorization": f"Bearer {metrics_token}"}
    for prefix in {"", front.path.rstrip("/")}:
        for path in ("/healthz/live", "/healthz/ready"):
            assert ask(port, prefix + path, Host="10.0.0.7")[0] == 200
        assert "virtlearn_build_info" in ask(port, f"{prefix}/metrics", **token)[1]
        assert '"vendor"' in ask(port, f"{prefix}/healthz", **token)[1]
    visitor = front.visitor()
    assert visitor.get(f"{front.path}healthz/ready").json()["ok"] is True
    refused = visitor.http.get(f"{front.origin}{front.path}metrics", headers=token)
    assert refused.status_code == 403  # it is for who is inside


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
no_host = {
    "nginx": ("", lambda text: text.replace(nginx_host, "")),
    "nginx, empty": ("", lambda text: text.replace(nginx_host, 'proxy_set_header Host "";')),
    "caddy": ("", lambda text: caddy_proxy.sub(r"\1header_up Host {upstream_hostport}\n", text)),
}


@pytest.mark.parametrize("path", paths)
@pytest.mark.parametrize("case", no_host)
def test_a_proxy_that_keeps_the_hosts_name_to_itself_gets_a_page_that_says_so(
    sites: dict[str, Served], path: str, case: str, tmp_path: Path
) -> None:
    served, proxy = sites[path], case.partition(",")[0]
    ports = {**served.ports, proxy: served.ports["changed"]}
    changed = served._replace(ports=ports)
    with changed.front(proxy, tmp_path, no_host[case][1]) as front:
        page = front.visitor().get(front.at(""))
    assert page.status_code == 400
    assert "docs/proxy.md" in page.text
    if case == "nginx, empty":
        assert "(http-no-host)" in page.text
    else:
        asked_as = "virtlearn" if proxy == "nginx" else f"127.0.0.1:{served.site.port}"
        assert f"It was asked as “{asked_as}”" in page.text
        assert "proxy_set_header Host $http_host;" in page.text


leaves_out = {
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
        test_cookies_are_secure_and_of_the_path(front)
        test_a_terminal_is_the_learners_own_by_the_cookie_of_the_path(front)
        page = learner.get(front.at("")).text
        style = re.search(r'href="([^"]+/css/base[^"]+)"', page)
        assert style
        assert learner.get(style[1]).headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize("proxy", proxies)
def test_beside_the_path_the_host_has_its_own_pages(
    fronts: dict[tuple[str, str], Front], proxy: str
) -> None:
    front = fronts[proxy, "/learn/"]
    (front.folder / "html").mkdir(exist_ok=True)
    (front.folder / "html" / "index.html").write_text("The school's own page")
    visitor = front.visitor()
    assert visitor.get("/").text == "The school's own page"
    assert visitor.get("/en/").status_code == 404
    assert visitor.get("/learner/").status_code == 404
    assert urlsplit(visitor.get("/learn").headers["Location"]).path == "/learn/"
