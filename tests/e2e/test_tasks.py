"""A task that is prepared, spoiled, and begun again in a machine that keeps what was done."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console
from tests.e2e.lab import running_lab, see, type_line
from tests.site import Site


def is_in(page: Page, task: str, state: str) -> None:
    expect(page.locator(f"#task-{task}")).to_have_class(re.compile(rf"\b{state}\b"))


def test_a_spoiled_attempt_leads_to_a_fresh_machine_that_keeps_results(
    browser: Browser, site: Site, console: Console
) -> None:
    with running_lab(browser, site, console) as page:
        is_in(page, "visitor", "locked")
        type_line(page, "readlink /proc/self/ns/pid > ~/pidns.txt")
        is_in(page, "pid-namespace", "done")
        is_in(page, "visitor", "open")  # prepared by itself
        hint = page.locator("#task-visitor .task-live")
        expect(hint).not_to_have_class(re.compile("said"))  # nobody has begun it

        type_line(page, "pkill visitor")
        is_in(page, "visitor", "spoiled")
        spoiled = page.locator("#task-visitor .task-spoiled")
        expect(spoiled).to_contain_text("you can end them too")
        spoiled.locator("form[action$='/reset/'] button").click()

        is_in(page, "pid-namespace", "again")
        expect(page.locator("#task-pid-namespace")).to_contain_text("Done before")
        expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
        see(page, r"learner@lab[^\n]*\$ *\n*$")
        page.goto(f"/en/courses/{course.slug}/")
        expect(page.locator("#map-kernel-boundary")).to_contain_text("1 of 7 tasks")
        page.go_back()
        type_line(page, "readlink /proc/self/ns/pid > ~/pidns.txt")
        is_in(page, "pid-namespace", "done")
        is_in(page, "visitor", "open")
        type_line(page, "pgrep visitor > ~/visitor.txt")  # it is prepared again
        is_in(page, "visitor", "done")
