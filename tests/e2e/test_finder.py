"""Search from every page, by keyboard: Ctrl and K, down into what was found, and away again."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import examine
from tests.site import Site

base = f"courses/{course.slug}"


def test_from_a_page_without_a_course_to_a_term_and_an_answer(
    reader: Page, language: str, screenshots: Path
) -> None:
    page = reader
    page.goto(f"/{language}/accounts/login/")
    page.locator("#id_login").focus()
    page.keyboard.press("Control+k")
    field = page.locator("#finder-q")
    expect(field).to_be_focused()
    page.keyboard.type("k8s")
    first = page.locator("#finder .found-title a").first
    expect(first).to_have_text("Kubernetes")
    assert examine(page, f"finder-{language}", screenshots) == []
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    expect(page.locator("#id_login")).to_be_focused()
    page.locator("[data-finder]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("docker vs vm" if language == "en" else "contenedor o máquina virtual")
    answer = page.locator("#finder .answer a")
    expect(answer).to_have_count(3)
    assert examine(page, f"finder-answer-{language}", screenshots) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/lessons/kernel-boundary/#two-places$"))


def test_on_a_phone_it_fits_and_enter_leads_to_all_of_it(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 320, "height": 640})
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{base}/")
    page.locator("[data-finder]").click()
    page.keyboard.type("kernel")
    expect(page.locator("#finder .found-title a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=kernel$"))
    # The page's own field is the one that the keys lead to there.
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#finder")).to_be_hidden()
    context.close()


def test_without_scripts_the_link_leads_to_the_page(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/{base}/")
    page.locator("[data-finder]").click()
    expect(page).to_have_url(re.compile(r"/search/$"))
    context.close()
