"""The site behind nginx and Caddy as deploy/ sets them up: on its own host, and below a path."""

from __future__ import annotations

import html
import http.client
import io
import quopri
import re
import zipfile
from urllib.parse import urljoin, urlsplit

import pytest

from lessons.quizzes.choice import ChoiceQuestion
from tests.conftest import password
from tests.deploy.conftest import Front
from tests.deploy.proxies import host, proxies
from tests.deploy.visits import (
    cookies_judge,
    name_make,
    pages_walk,
    path_of,
    sign_up,
    terminal_judge,
)
from tests.e2e import course
from tests.site import metrics_token
from tests.waiting import wait_until

pytestmark = pytest.mark.slow("serves two sites, each behind two proxies")

loaded = re.compile(r"""url\(["']?([^"')#]+)|(?:from|import)\s*["']([^"']+)["']""")


def test_every_link_stays_below_the_path_and_is_answered(front: Front) -> None:
    """As the head, who sees most; with all that pages load, and what that loads."""
    name = name_make(front)
    head = sign_up(front, name)
    front.site.manage("people", "role", name, "head")
    most = 50 if front.path != "/" and front.proxy == "nginx" else 12
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
    assert most < 50 or any("/people/" in each for each in seen)
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
    slug, question = next(
        (slug, each)
        for slug in course.lesson_slugs()
        for each in course.questions(slug, "en")
        if isinstance(each, ChoiceQuestion)
    )
    lesson = front.at(f"courses/{course.slug}/lessons/{slug}/")
    action = f"{lesson}questions/{question.id}/answer/"
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', learner.get(lesson).text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form[0]))
    field = re.search(r'name="([^"]*answer)"', form[0])
    assert field
    sent = {**fields, field[1]: [each.id for each in question.choices if each.right]}
    answer = learner.http.post(front.origin + action, data=sent)
    assert urlsplit(answer.url).path == lesson
    assert 'class="result right"' in answer.text
    visitor = front.visitor()
    asked = visitor.get(front.at("account/"))
    login = asked.headers["Location"]
    assert login.startswith(front.at("accounts/login/"))
    visitor.get(login)
    answer = visitor.post(login, login=name, password=password)
    assert answer.headers["Location"] == front.at("account/")
    assert name in visitor.get(front.at("account/")).text


def test_cookies_are_secure_and_of_the_path(front: Front) -> None:
    cookies_judge(front)


def test_a_terminal_is_the_learners_own_by_the_cookie_of_the_path(front: Front) -> None:
    terminal_judge(front)


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
    """By the site's own port, as who watches it does: a status, and a text or where to go."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.getheader("Location") or answer.read().decode()
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
        assert ask(port, f"{prefix}/healthz", Host=host)[0] == 200  # over plain http, too
        status, sent_on = ask(port, f"{prefix}/en/account/", Host=host)
        site_url = f"https://{host}:{front.nginx_port}"
        assert (status, sent_on) == (301, f"{site_url}{front.at('account/')}")
    visitor = front.visitor()
    assert visitor.get(f"{front.path}healthz/ready").json()["ok"] is True
    refused = visitor.http.get(f"{front.origin}{front.path}metrics", headers=token)
    assert refused.status_code == 403  # it is for who is inside


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
