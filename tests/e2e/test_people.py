"""A head's way through the pages of people in a browser: wide and narrow, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import context_make
from tests.e2e.test_pages import examine, rules_of
from tests.site import Site

rows = "name,login,role,class\nAna Ruiz,ana,instructor,1A\nBo,bo,,1A\n"


@pytest.fixture
def fresh() -> Iterator[Site]:
    """A site that has no head yet, and none afterwards that other tests would find."""
    with Site() as running:
        yield running


def looked_at(page: Page, name: str, screenshots: Path) -> list[str]:
    """In both widths and themes."""
    problems = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            problems += examine(
                page, f"people-{name}-{theme}-{width}", screenshots, rules_of(theme)
            )
    page.set_viewport_size({"width": 1280, "height": 800})
    return problems


def test_a_head_makes_accounts_and_one_of_them_signs_in(
    browser: Browser, fresh: Site, screenshots: Path
) -> None:
    site = fresh
    link = re.search(r"http://\S+/first-run/\S+/", site.command("welcome"))
    assert link
    page = context_make(browser, site, "en", reduced_motion="reduce").new_page()
    page.goto(link[0])
    page.locator("input[name=username]").fill("teacher")
    page.locator("input[name=password]").fill("a-long-enough-password")
    page.locator("main form button").click()
    page.locator(".site-links a[href$='/people/']").click()
    page.locator("a[href$='/people/import/']").click()
    problems = looked_at(page, "import", screenshots)
    page.locator("textarea").fill(rows + "ana,,,\n")
    page.locator("main form button").last.click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    problems += looked_at(page, "import-refused", screenshots)
    page.locator("textarea").fill(rows)
    page.locator("main form button").last.click()
    expect(page.locator("main [role=status]")).to_contain_text("2 accounts would be made")
    problems += looked_at(page, "import-preview", screenshots)
    page.locator("main form button").first.click()
    word = page.locator("tr", has_text="Ana Ruiz").locator("code").inner_text()
    problems += looked_at(page, "added", screenshots)
    page.locator("main a.button", has_text="noted").click()
    problems += looked_at(page, "list", screenshots)
    page.locator("main a", has_text="ana").click()
    problems += looked_at(page, "person", screenshots)
    person = page.url
    for name in ("role", "password", "export", "erase"):
        page.goto(f"{person}{name}/")
        problems += looked_at(page, name, screenshots)
    for name in ("log", "retention", "mail", "add"):
        page.goto(f"{site.url}/en/people/{name}/")
        problems += looked_at(page, name, screenshots)

    other = context_make(browser, site, "es", reduced_motion="reduce").new_page()
    other.goto(f"{site.url}/es/accounts/password/reset/")
    problems += looked_at(other, "forgotten", screenshots)
    other.goto(f"{site.url}/es/accounts/login/")
    other.locator("input[name=login]").fill("ana")
    other.locator("input[name=password]").fill(word)
    other.locator("main form button").first.click()
    expect(other).to_have_url(re.compile("/password/change/$"))
    problems += looked_at(other, "one-time", screenshots)
    other.locator("input[name=oldpassword]").fill(word)
    other.locator("input[name=password1]").fill("correct horse battery")
    other.locator("input[name=password2]").fill("correct horse battery")
    other.locator("main form button").first.click()
    expect(other).to_have_url(re.compile("/account/$"))
    other.locator("a[href$='/account/log/']").click()
    expect(other.locator("main")).to_contain_text("creó la cuenta")
    problems += looked_at(other, "log-mine", screenshots)
    assert problems == []
