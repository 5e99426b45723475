"""From the first page to the first figure of one's own, counted in presses.

A press is each click, and each key but the letters of a line that one types: its Enter is one.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.site import Site

most_presses = 8
most_seconds = 180
# In every page and frame. What a script pretends is no press, nor what a held key repeats.
listening = """
addEventListener("pointerdown", (event) => {
  if (event.isTrusted) pressed(`pointer on ${event.target.outerHTML.slice(0, 80)}`);
}, true);
addEventListener("keydown", (event) => {
  const letter = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (event.isTrusted && !event.repeat && !letter) pressed(`key ${event.key}`);
}, true);
"""


class Walk:
    """Counts what somebody presses from the first page on, and the time that it takes."""

    def __init__(self, context: BrowserContext) -> None:
        self.presses: list[str] = []
        self.begun = time.monotonic()
        context.expose_binding("pressed", lambda _source, which: self.presses.append(which))
        context.add_init_script(listening)

    def ends(self) -> None:
        assert 3 < len(self.presses) <= most_presses, self.presses  # they were counted, and are few
        assert time.monotonic() - self.begun < most_seconds


def line_type(page: Page, line: str) -> None:
    """Into what has the focus: nobody has to press anything to get there."""
    page.keyboard.insert_text(line)
    page.keyboard.press("Enter")


def done_await(page: Page | FrameLocator, task: str) -> None:
    expect(page.locator(f"#task-{task}")).to_have_class(re.compile(r"\bdone\b"))


@pytest.fixture
def page(browser: Browser, site: Site, console: Console, language: str) -> Page:
    context = context_make(browser, site, language, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    console.listen(page)
    return page


def test_by_the_machines_of_the_first_page(page: Page, language: str) -> None:
    walk = Walk(page.context)
    page.goto(f"/{language}/")
    page.locator("[data-hero-press]").click()
    crashed = page.locator("[data-hero-machine=first] .xterm-rows")
    expect(crashed).to_contain_text(re.compile("is off|está apagada"))
    page.locator("[data-hero-lab]").click()
    done_await(page, "one-kernel")
    page.locator("[data-show-machine=second]").click()
    expect(page.locator("[data-machine=second] .xterm-rows")).to_contain_text("@second")
    line_type(page, "tail -n 1 ~/ticks > ~/before.txt")
    done_await(page, "before")
    gaps = "awk 'NR > 1 { print $1 - last } { last = $1 }' ~/ticks | sort -n | tail -n 1"
    line_type(page, f"{gaps} > ~/gap.txt")
    done_await(page, "other-kernel")
    expect(page.locator("#lab-figure")).to_contain_text(re.compile(r"≤ \d"))
    walk.ends()


def test_by_a_claim_of_a_lesson(page: Page, language: str) -> None:
    walk = Walk(page.context)
    page.goto(f"/{language}/")
    page.locator(f"a.button[href$='/courses/{course.slug}/']").click()
    page.locator("main a[href$='/lessons/kernel-boundary/']").first.click()
    claim = page.locator("#experiment-whose-kernel-runs")
    claim.locator("input[value=as-long]").check()
    claim.locator(".predict-form button:not([name])").click()
    claim.locator("a[data-beside]").click()
    lab = page.frame_locator("#beside iframe")
    lab.locator("form.start button").click()
    expect(lab.locator(".xterm-rows").first).to_contain_text("learner@lab")
    line_type(page, "cat /proc/version > ~/kernel.txt")
    done_await(lab, "read-version")
    expect(claim.locator(".compare-own strong")).to_contain_text(" s")
    walk.ends()
