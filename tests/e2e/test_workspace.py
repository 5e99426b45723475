"""Every lab at four sizes of window: room for each terminal, and a text that typing leaves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.fake_site import FakeSite

windows = {
    "laptop": (1280, 720),
    "notebook": (1440, 900),
    "desktop": (1920, 1080),
    "phone": (390, 844),
}
least = dict.fromkeys(windows, (20, 80)) | {"phone": (10, 40)}
labs = sorted(head.slug for head in (course.compiled().course or pytest.fail("no course")).labs)

seen = """() => [...document.querySelectorAll(".terminal-panel")]
    .filter(panel => panel.checkVisibility({ visibilityProperty: true }))
    .map(panel => panel.id)"""
drawn = """id => [...document.querySelectorAll(`#${id} .xterm-rows > div`)]
    .map(row => row.textContent)"""
# Where those parts of the text that can be read stand, and how far the page is scrolled.
places = """() => {
    const text = document.querySelector("#lab-text");
    const { top, bottom } = text.getBoundingClientRect();
    const parts = [...text.querySelectorAll(":is(h2, h3, p, pre, li, summary)")]
        .map(each => each.getBoundingClientRect())
        .filter(each => each.bottom > top && each.top < bottom)
        .map(each => Math.round(each.top));
    const around = [document.scrollingElement, document.querySelector("main"),
        document.querySelector(".lab")].map(each => each.scrollTop);
    return { parts, around };
}"""
overflow = """() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight];
}"""


@pytest.fixture(scope="module")
def learner(browser: Browser, pretended: FakeSite) -> StorageState:
    """Somebody of whom every lab runs."""
    context = context_make(browser, pretended, "en")
    page = context.new_page()
    for lab in labs:
        page.goto(path(lab))
        page.locator("form.start button").click()
        expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
    state = context.storage_state()
    context.close()
    return state


def path(lab: str) -> str:
    return f"/en/courses/{course.slug}/labs/{lab}/"


def page_of(
    browser: Browser, site: FakeSite, learner: StorageState, window: str, **options: Any
) -> Page:
    width, height = windows[window]
    viewport = ViewportSize(width=width, height=height)
    context = context_make(
        browser, site, "en", viewport=viewport, storage_state=learner, has_touch=window == "phone",
        **options,
    )  # fmt: skip
    return context.new_page()


def line_type(page: Page, panel: str, line: str) -> None:
    page.locator(f"#{panel} .xterm-helper-textarea").focus()
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def size_of(page: Page, panel: str) -> tuple[int, int]:
    """Rows and columns as the shell knows them, once it knows those that the page draws."""
    for _attempt in range(50):
        line_type(page, panel, "stty size")
        page.wait_for_timeout(150)
        rows = page.evaluate(drawn, panel)
        found = [match for row in rows if (match := re.fullmatch(r"(\d+) (\d+)\s*", row.strip()))]
        if found and int(found[-1][1]) == len(rows):
            return int(found[-1][1]), int(found[-1][2])
    raise AssertionError(f"{panel} does not know its size: {rows}")


def moved(before: dict[str, list[int]], after: dict[str, list[int]]) -> bool:
    """By more than a pixel, which a browser may round away."""
    pairs = list(zip(before["parts"], after["parts"], strict=False))
    same = len(before["parts"]) == len(after["parts"]) == len(pairs)
    return (
        not same
        or any(abs(old - new) > 1 for old, new in pairs)
        or before["around"] != after["around"]
    )


@pytest.mark.parametrize("window", windows)
def test_terminals_have_room_and_the_text_stays(
    browser: Browser,
    pretended: FakeSite,
    learner: StorageState,
    console: Console,
    window: str,
    screenshots: Path,
) -> None:
    page = page_of(browser, pretended, learner, window)
    console.listen(page)
    problems = []
    for lab in labs:
        page.goto(path(lab))
        expect(page.locator(".xterm-rows").first).to_contain_text("learner@lab")
        if window == "phone":
            page.locator("[data-show-pane=machines]").click()
        panels = page.evaluate(seen)
        if not panels:
            problems.append(f"{lab}: no terminal is to be seen")
        page.locator("#lab-text").evaluate("text => text.scrollTo(0, text.scrollHeight / 2)")
        before = page.evaluate(places)
        for panel in panels:
            size = size_of(page, panel)
            if size < least[window] or size[1] < least[window][1]:
                problems.append(f"{lab}: {panel} has {size[0]} rows of {size[1]} columns")
        if moved(before, after := page.evaluate(places)):
            problems.append(f"{lab}: the text moved: {before}, {after}")
        if (beyond := page.evaluate(overflow)) != [0, 0]:
            problems.append(f"{lab}: {beyond} px beyond the window")
        picture(page, screenshots / f"workspace-{lab}-{window}.png")
    page.context.close()
    assert problems == []
