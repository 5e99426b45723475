"""All pages of a class on a phone and a small window: nothing is wider than it, nothing is cut, and
axe finds nothing, in light and in dark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import examine, rules_of
from tests.site import Site

widths = (1024, 320)
# Text that is cut off: of what hides what does not fit. What is for screen readers alone is so on
# purpose, and in a field one can go on to the end.
cut = """() => [...document.querySelectorAll("main *")].filter((part) => {
  const style = getComputedStyle(part);
  if (part.closest(".visually-hidden, [hidden], svg, input, select, textarea")) return false;
  const hides = ["hidden", "clip"].includes(style.overflowX);
  return hides && part.clientWidth > 2 && part.scrollWidth > part.clientWidth + 1;
}).map((part) => part.outerHTML.slice(0, 120))"""
# Buttons and fields that stand outside of the window, and not in something that scrolls.
outside = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea)")]
  .filter((part) => {
    if (part.closest(".visually-hidden, [hidden]")) return false;
    for (let around = part; around; around = around.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(around).overflowX)) return false;
    }
    const box = part.getBoundingClientRect();
    return box.width > 2 && (box.right > innerWidth + 1 || box.left < -1);
  }).map((part) => part.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def classroom() -> object:
    with Site() as site:
        script = (Path(__file__).parent / "classroom.py").read_text()
        printed = site.command("shell", "-c", script)
        found = next(line for line in printed.splitlines() if line.startswith("PAGES "))
        yield site, json.loads(found.removeprefix("PAGES "))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", ["teacher", "learner-0"])
def test_no_page_of_a_class_is_cut_or_wider_than_the_window(
    browser: Browser,
    classroom: tuple[Site, dict[str, dict[str, str]]],
    console: Console,
    screenshots: Path,
    language: str,
    who: str,
) -> None:
    site, pages = classroom
    page = context_make(browser, site, language, reduced_motion="reduce").new_page()
    console.listen(page)
    page.goto(f"/{language}/accounts/login/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill("a-long-enough-password")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "login" not in url)
    theme: Literal["dark", "light"] = "dark" if language == "es" else "light"
    problems = []
    for name, path in pages[who].items():
        page.emulate_media(color_scheme=theme)
        page.goto(path.replace("/en/", f"/{language}/"))
        problems += console.complaints
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            problems += wrong_on(page, f"{name} {language} {width}")
            problems += examine(page, f"{name}-{language}-{width}", screenshots, rules_of(theme))
        console.complaints.clear()  # what axe itself does to the page is not the page's fault
    assert not problems, "\n".join(problems)


def wrong_on(page: Page, name: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{name}: {wide} px wider than the window"] if wide > 1 else []
    found += [f"{name}: cut off: {each}" for each in page.evaluate(cut)]
    return found + [f"{name}: outside: {each}" for each in page.evaluate(outside)]
