"""A limit that is reached, in a browser: what was typed is there, and can be sent again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import context_make
from tests.e2e.test_pages import colours, examine, widths
from tests.site import Site


@pytest.fixture(scope="module")
def strict() -> Iterator[Site]:
    """One guest and two wrong passwords an hour; labs and their keeper are not needed."""
    made = Site({"LIMIT_GUEST": "1/h", "LIMIT_PASSWORD": "2/h"})
    try:
        made.furnish()
        made.start("web")
        made.wait()
        yield made
    finally:
        made.__exit__()


def hour_passed(site: Site) -> None:
    """For who typed wrong passwords: nobody waits, and a slow machine has no less time."""
    with sqlite3.connect(site.var / "db.sqlite3", timeout=40) as database:
        ended = database.execute(
            "UPDATE limits_tally SET ends_at = '2000-01-01' WHERE key LIKE 'password:%'"
        )
    assert ended.rowcount
    database.close()


def sign_in(page: Page, name: str, typed: str) -> None:
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(typed)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


def test_the_page_keeps_the_name_and_can_be_sent_again(
    browser: Browser, strict: Site, language: str, screenshots: Path
) -> None:
    context = context_make(browser, strict, language, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/{language}/accounts/login/")
    for _ in range(3):
        sign_in(page, f"ana-{language}", "wrong")
        page.wait_for_load_state()
    heading = {"en": "Too many tries", "es": "Demasiados intentos"}
    expect(page.get_by_role("heading", level=1)).to_have_text(heading[language])
    problems = []
    for width, pixels in widths.items():
        page.set_viewport_size({"width": pixels, "height": 800})
        problems += examine(page, f"too-often-{language}-light-{width}", screenshots)
        page.emulate_media(color_scheme="dark")
        problems += examine(page, f"too-often-{language}-dark-{width}", screenshots, colours)
        page.emulate_media(color_scheme="light")
    assert problems == []

    hour_passed(strict)
    page.locator("input[type=password]").fill("wrong again")
    page.get_by_role("button", name={"en": "Send again", "es": "Enviar de nuevo"}[language]).click()
    expect(page.locator("input[name=login]")).to_have_value(f"ana-{language}")
    context.close()


def test_an_answer_stays_in_its_form(browser: Browser, strict: Site) -> None:
    """The second visitor from an address where one guest may come."""
    path = f"/en/courses/{course.slug}/lessons/kernel-boundary/"
    for number in (1, 2):
        context = context_make(browser, strict, "en")
        page = context.new_page()
        page.goto(path)
        form = page.locator("form.answer-form").first
        choice = form.locator("input[name=answer]").first
        choice.check()
        form.locator("button[type=submit]").click()
        if number == 2:
            told = page.locator("#messages [role=alert]")
            expect(told).to_contain_text("Too many new visitors came from your network")
            expect(told.get_by_role("link", name="Sign up")).to_be_visible()
            expect(told).to_be_in_viewport()
            expect(choice).to_be_checked()
            expect(form.locator("button[type=submit]")).to_be_enabled()
        else:
            expect(page.locator(".result").first).to_be_visible()
        context.close()
