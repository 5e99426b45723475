"""A page that an instructor opens: wide and light, on a phone and dark, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import colours, rules, widths
from tests.e2e.test_visits import make_instructor
from tests.site import Site

password = "of-the-instructor-alone"
Theme = Literal["light", "dark"]
ways: tuple[tuple[str, Theme, bool], ...] = (
    ("desktop", "light", True),
    ("phone", "dark", True),
    ("desktop", "light", False),
)


class Visit(NamedTuple):
    """Somebody who has just signed in; `rules` are what axe can find there."""

    page: Page
    width: str
    theme: Theme
    scripts: bool
    rules: Mapping[str, Any]


def instructor_visits(
    browser: Browser, site: Site, language: str, console: Console, name: str
) -> Iterator[Visit]:
    """One after the other, each in a context of its own, which is closed after it."""
    site.command("shell", "-v0", "-c", make_instructor.format(name, password))
    for width, theme, scripts in ways:
        context = context_make(
            browser,
            site,
            language,
            viewport={"width": widths[width], "height": 900},
            color_scheme=theme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        page = context.new_page()
        console.listen(page)
        page.goto(f"/{language}/accounts/login/")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button").click()
        yield Visit(page, width, theme, scripts, rules if theme == "light" else colours)
        context.close()
