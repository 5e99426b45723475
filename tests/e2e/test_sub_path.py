"""A learner in a browser, at a site below /learn/ of a host, behind nginx with TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from labs.engines.docker.engine import DockerEngine
from tests.deploy.proxies import host, proxy_running
from tests.e2e import course
from tests.e2e.conftest import Console, patience
from tests.e2e.lab import see, start, stop, type_line
from tests.e2e.test_wizard import answer_all
from tests.site import Site, free_port

path = "/learn/"


@pytest.fixture
def learner(
    browser: Browser, docker_engine: DockerEngine, console: Console, tmp_path: Path
) -> Iterator[Page]:
    """A fresh visitor's page; whatever it asks for is below the path."""
    port = free_port()
    origin = f"https://{host}:{port}"
    settings = {
        "SITE_PATH": path,
        "ALLOWED_HOSTS": host,
        "ALLOWED_ORIGINS": origin,
        "HTTPS": "yes",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    with Site(settings) as site, proxy_running("nginx", tmp_path, site.port, port=port, path=path):
        context = browser.new_context(
            base_url=origin, ignore_https_errors=True, viewport={"width": 1280, "height": 800}
        )
        context.set_default_timeout(patience * 1000)
        page = context.new_page()
        console.listen(page)
        astray: list[str] = []

        def asked(url: str) -> None:
            if not re.match(rf"(?:https|wss)://{host}:{port}{path}|data:|blob:", url):
                astray.append(url)

        page.on("request", lambda request: asked(request.url))
        page.on("websocket", lambda websocket: asked(websocket.url))
        yield page
        context.close()
        assert astray == []


def test_a_lab_with_its_terminal_and_the_wizard_below_a_path(learner: Page) -> None:
    learner.goto(f"{path}en/courses/{course.slug}/labs/whose-kernel/")
    start(learner)
    type_line(learner, "echo below-$((40+2))")
    see(learner, "below-42")
    learner.reload()  # the terminal is the same one, by the cookie of the path
    see(learner, "below-42")
    stop(learner)
    learner.locator("#bar-site > summary").click()
    learner.locator("a[data-keep-place][hreflang=es]").click()
    expect(learner).to_have_url(
        re.compile(rf"{path}es/courses/{course.slug}/labs/whose-kernel/(#|$)")
    )
    cookies = {each["name"]: each for each in learner.context.cookies()}
    assert {each["path"] for each in cookies.values()} == {path}
    assert all(each["secure"] for each in cookies.values())
    # The wizard's address changes without a page being loaded, and the switch follows it.
    learner.goto(f"{path}en/courses/{course.slug}/wizard/")
    assert answer_all(learner) >= 3
    other = learner.locator("a[data-keep-place][hreflang=es]")
    asked = learner.url.partition(f"{path}en/")[2]
    expect(other).to_have_attribute("href", f"{path}es/{asked}")
    other.click()
    expect(learner.locator("#result")).to_be_visible()
    expect(learner.locator("html")).to_have_attribute("lang", "es")
