"""A real browser against a real site: Debian's Chromium, every console message read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.e2e.fake_site import FakeSite
from tests.site import Site

patience = 40.0  # seconds for whatever is waited for, on a machine that does much else
expect.set_options(timeout=patience * 1000)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture(scope="session")
def pretended() -> Iterator[FakeSite]:
    """A site whose machines are pretended, for what hangs on pages alone."""
    with FakeSite() as running:
        yield running


# How an invalid form is answered; what Chromium says where the engine makes a network for some lab
# meanwhile, and what htmx adds to that: a request that fails for other reasons is told by Chromium.
# A request that is under way when a page is left is aborted, and htmx says so.
not_complaints = (
    "status of 422",
    "ERR_NETWORK_CHANGED",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
    # The terminal's own word of a machine that is slow.
    "task queue exceeded allotted deadline",
)


class Console:
    """What the browser complained of: script errors, CSP violations, failed loads."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def listen(self, page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            expected = any(each in message.text for each in not_complaints)
            if message.type in {"error", "warning"} and not expected:
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))


def context_make(browser: Browser, site: Site, language: str, **options: Any) -> BrowserContext:
    locale = {"en": "en-GB", "es": "es-ES"}[language]
    context = browser.new_context(base_url=site.url, locale=locale, **options)
    context.set_default_timeout(patience * 1000)
    return context


@pytest.fixture(autouse=True)
def _contexts_closed(browser: Browser) -> Iterator[None]:
    """A page that a test leaves open would go on asking its site beside all tests that follow."""
    before = set(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def console() -> Iterator[Console]:
    """Fails the test at its end when any page of it complained."""
    console = Console()
    yield console
    assert console.complaints == []


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def visitor(browser: Browser, site: Site, console: Console, language: str) -> Iterator[Page]:
    """A page of somebody who was never here."""
    context = context_make(browser, site, language)
    page = context.new_page()
    console.listen(page)
    yield page
    context.close()


@pytest.fixture
def reader(browser: Browser, site: Site, console: Console, language: str) -> Iterator[Page]:
    """A page of a fresh visitor, whose language follows the test's."""
    with visitor(browser, site, console, language) as page:
        yield page


@pytest.fixture
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages go, to be looked at by a person, where SCREENSHOTS=folder says so."""
    kept = os.environ.get("SCREENSHOTS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def picture(page: Page, path: Path, *, full_page: bool = False) -> None:
    """Keeps one where one is wanted: drawing one of a whole lesson takes seconds."""
    if "SCREENSHOTS" in os.environ:
        page.screenshot(path=path, full_page=full_page)
