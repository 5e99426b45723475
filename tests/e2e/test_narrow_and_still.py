"""Every page at 320 px is no wider than that, and moves nothing for who asked for less motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.conftest import context_make
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_pages import paths

wider = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 0) return "";
    const parts = [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
    return `${wide} px: ${parts.at(-1)?.outerHTML.slice(0, 120)}`;
}"""
# The longest time that anything here would take to change or to move, in ms.
slowest = """() => {
    const ms = (text) => Math.max(...text.split(", ").map((each) => parseFloat(each) * 1000));
    const styles = [...document.querySelectorAll("*")].flatMap((each) =>
        [null, "::before", "::after"].map((part) => getComputedStyle(each, part)));
    return Math.max(...styles.flatMap((each) => [
        ms(each.transitionDuration),
        each.animationName === "none" ? 0 : ms(each.animationDuration),
        each.scrollBehavior === "smooth" ? 1000 : 0,
    ]));
}"""
moving = {
    name: paths[name] for name in ("home", "course", "lesson-kernel-boundary", "lab", "login")
}


def test_no_page_is_wider_than_320_px(browser: Browser, pretended: FakeSite, language: str) -> None:
    narrow = ViewportSize(width=320, height=640)
    page = context_make(browser, pretended, language, viewport=narrow).new_page()
    problems = []
    for name, path in paths.items():
        page.goto(f"/{language}/{path}")
        if found := page.evaluate(wider):
            problems.append(f"{name}: {found}")
    assert problems == []


@pytest.mark.parametrize("name", moving)
def test_nothing_moves_for_who_asked_for_that(
    browser: Browser, pretended: FakeSite, name: str
) -> None:
    page = context_make(browser, pretended, "en").new_page()
    page.goto(f"/en/{moving[name]}")
    assert page.evaluate(slowest) > 50  # else there would be nothing to be seen here
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(slowest) < 1
