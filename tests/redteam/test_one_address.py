"""M6, M6b and L5 at the real server: a class behind one address, a stranger behind another.

Every process of the site counts the same. Each attack is first seen to work where nothing stands
in its way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.core.internal.ratelimit import apply_rate, parse_rate

from tests.conftest import password
from tests.redteam.visitor import Visitor
from tests.site import Site

pytestmark = pytest.mark.slow("serves sites to a class")

login, signup = "/en/accounts/login/", "/en/accounts/signup/"
PUPILS = 60
SECONDS = 20.0  # within which a class signs up, or in
SLACK = 3.0  # times as long on a machine that others use too


def web_alone(env: dict[str, str]) -> Iterator[Site]:
    """A site without its keeper."""
    made = Site({"WEB_WORKERS": "2", **env})
    try:
        made.furnish()
        made.start("web")
        made.wait()
        yield made
    finally:
        made.__exit__()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    yield from web_alone({"LIMIT_SIGN_UP": ""})  # as it comes


@pytest.fixture(scope="module")
def strict() -> Iterator[Site]:
    """As it was: twenty sign-ups and thirty sign-ins of an address in a minute."""
    yield from web_alone({"LIMIT_SIGN_UP": "20/m", "LIMIT_SIGN_IN": "30/m"})


def in_class(work: Callable[[int], int]) -> tuple[list[int], float]:
    """What all pupils get, who begin at once, and how long it took, in seconds."""
    begin = time.monotonic()
    with ThreadPoolExecutor(PUPILS) as pupils:
        answers = list(pupils.map(work, range(PUPILS)))
    return answers, time.monotonic() - begin


def sign_up(site: Site, number: int) -> int:
    pupil = Visitor(site.url)
    pupil.get(signup)
    fields = {"username": f"pupil-{number}", "password1": password, "password2": password}
    return pupil.post(signup, email="", **fields).status_code


def sign_in(site: Site, number: int) -> int:
    pupil = Visitor(site.url)
    pupil.get(login)
    return pupil.post(login, login=f"pupil-{number}", password=password).status_code


def test_m6b_a_class_signs_up_and_in_from_one_address(
    site: Site, strict: Site, record_property: Callable[[str, object], None]
) -> None:
    answers, _ = in_class(lambda number: sign_up(strict, number))
    assert answers.count(429) == PUPILS - 20
    answers, _ = in_class(lambda number: sign_in(strict, number))
    assert answers.count(429) == PUPILS - 30

    for name, work in (("up", sign_up), ("in", sign_in)):
        answers, seconds = in_class(lambda number, work=work: work(site, number))  # type: ignore[misc]
        record_property(f"sixty sign {name}, seconds", round(seconds, 1))
        print(f"{PUPILS} sign {name} in {seconds:.1f} s")
        assert answers == [302] * PUPILS
        assert seconds < SECONDS * SLACK


def test_m6_every_process_refuses_the_right_password_too(site: Site) -> None:
    rate = parse_rate("5/300s")
    counts: list[list[float]] = [[], []]  # each process has its own, and is asked in turn
    taken = [apply_rate(counts[number % 2], time.time(), rate)[0] for number in range(10)]
    assert taken == [True] * 10

    sign_up(site, 100)

    def tried(typed: str) -> int:
        attacker = Visitor(site.url)  # each on a connection of its own: any process may have it
        attacker.get(login)
        return attacker.post(login, login="pupil-100", password=typed).status_code

    with ThreadPoolExecutor(20) as many:
        wrong = list(many.map(tried, ["wrong"] * 20))
    assert (wrong.count(200), wrong.count(429)) == (5, 15)
    assert [tried(password) for _ in range(12)] == [429] * 12


def test_a_page_says_until_when_and_keeps_what_was_typed(site: Site) -> None:
    pupil = Visitor(site.url)
    for language, words, until in (
        ("en", "Too many tries", "Try again in 5 minutes, at "),
        ("es", "Demasiados intentos", "Inténtalo de nuevo dentro de 5 minutos, a las "),
    ):
        path = f"/{language}/accounts/login/?next=/{language}/account/"
        pupil.get(path)
        for _ in range(6):
            page = pupil.post(path, login="sofía & <Ana>", password="no-such-password")
        assert page.status_code == 429
        assert 0 < int(page.headers["Retry-After"]) <= 300
        assert words in page.text
        assert until in page.text
        assert 'value="sofía &amp; &lt;Ana&gt;"' in page.text
        assert f'action="/{language}/accounts/login/?next=/{language}/account/"' in page.text
        assert "no-such-password" not in page.text
        assert 'type="password"' in page.text
        assert "Content-Security-Policy" in page.headers


def test_htmx_gets_a_message_beside_the_form(site: Site) -> None:
    pupil = Visitor(site.url, {"HX-Request": "true"})
    pupil.get(login)
    for _ in range(6):
        page = pupil.post(login, login="another", password="wrong")
    assert page.status_code == 429
    assert page.headers["HX-Retarget"] == "#messages"
    assert "<html" not in page.text
    assert 'role="alert"' in page.text


def test_l5_plain_http_is_sent_on_to_the_sites_address(site: Site) -> None:
    assert Visitor(site.url).get("/en/").status_code == 200
    own = "https://learn.example.org"
    for careful in web_alone(
        {
            "HTTPS": "yes",
            "SITE_URL": own,
            "ALLOWED_HOSTS": "127.0.0.1,learn.example.org",
            "TRUSTED_PROXIES": "127.0.0.1",
        }
    ):
        plain = Visitor(careful.url).get("/en/accounts/login/?next=/en/")
        assert plain.status_code == 301
        assert plain.headers["Location"] == f"{own}/en/accounts/login/?next=/en/"
        assert "Set-Cookie" not in plain.headers
        behind = Visitor(careful.url, {"X-Forwarded-Proto": "https", "Host": "learn.example.org"})
        page = behind.get(login)
        assert page.status_code == 200
        assert "max-age=" in page.headers["Strict-Transport-Security"]
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-csrftoken=")
        assert "; Path=/" in cookie
        assert "; Secure" in cookie
        assert "Domain" not in cookie
