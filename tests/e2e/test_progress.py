"""What shows how far one is: the map of the course, where one left off, the board of claims."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.site import Site

base = f"courses/{course.slug}"
small = """() => [...document.querySelectorAll(".map a, .map summary, .claims-board a")]
  .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)
  .map(([words, box]) => `${words}: ${box.width}×${box.height}`)"""
too_wide = "document.documentElement.scrollWidth > innerWidth"


def reads(page: Page, lesson: str) -> None:
    page.goto(f"/en/{base}/lessons/{lesson}/")
    page.locator("#progress form button").click()
    expect(page.locator("#progress form")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_whole_course_is_in_sight_soon_and_where_one_left_off_at_once(
    browser: Browser, site: Site, console: Console, *, scripts: bool
) -> None:
    context = context_make(
        browser,
        site,
        "en",
        viewport={"width": 1440, "height": 900},
        java_script_enabled=scripts,
    )
    page = context.new_page()
    console.listen(page)
    reads(page, course.lesson_slugs()[1])
    page.goto(f"/en/{base}/")
    compiled = course.compiled().course
    assert compiled
    for head in compiled.lessons:
        lesson = page.locator(f"#map-{head.slug}")
        expect(lesson.locator("h3 a")).to_be_visible()
        expect(lesson.locator(".map-lab")).to_have_count(len(head.labs))
    for lab in compiled.labs:
        expect(page.locator(f".map a[href$='/labs/{lab.slug}/']").first).to_be_visible()
    expect(page.locator(f"#map-{course.lesson_slugs()[1]} .mastery")).to_have_text("Begun")
    bottom = page.locator("main").bounding_box()
    assert bottom
    # With head and foot; a list of cards took 650 px for each lesson.
    assert bottom["y"] + bottom["height"] <= 155 * len(compiled.lessons)
    page.set_viewport_size({"width": 1280, "height": 720})
    for path in ("", f"{base}/", f"{base}/done/", f"{base}/claims/", f"{base}/notes/"):
        page.goto(f"/en/{path}")
        expect(page.locator(".resume a.button")).to_be_in_viewport(ratio=1)
    context.close()


@pytest.mark.parametrize("path", ["", "claims/", "before/"])
def test_nothing_is_too_small_or_too_wide(
    browser: Browser, site: Site, console: Console, path: str
) -> None:
    context = context_make(browser, site, "es")
    page = context.new_page()
    console.listen(page)
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/es/{base}/{path}")
        assert not page.evaluate(too_wide)
        assert page.evaluate(small) == []
    context.close()


def test_the_map_is_walked_by_keyboard(browser: Browser, site: Site, console: Console) -> None:
    context = context_make(browser, site, "en")
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{base}/")
    first = page.locator(f"#map-{course.lesson_slugs()[0]}")
    first.locator("h3 a").focus()
    page.keyboard.press("Tab")
    section = first.locator(".map-section").first
    expect(section).to_be_focused()
    ring = "each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).boxShadow]"
    assert section.evaluate(ring) != ["none", "none"]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert "#" in page.url
    context.close()


def test_a_tile_has_the_shape_of_what_shows_its_claim_and_no_answer(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en")
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{base}/claims/")
    style = "(each, name) => getComputedStyle(each)[name]"
    container = page.locator(".tile-container").first
    assert "polygon" in container.evaluate(style, "clipPath")
    assert page.locator(".tile-vm").first.evaluate(style, "borderTopStyle") == "double"
    expect(container.locator(".tile-kind")).to_have_text("container")
    compiled = course.compiled().course
    assert compiled
    asked = {each.seed for head in compiled.lessons for each in head.claims if each.predict}
    for number in sorted(asked - {0}):
        tile = page.locator(f"#claim-{number}")
        expect(tile.locator(".verdict")).to_have_count(0)
    page.locator("#claim-11 .tile-text a").click()
    expect(page.locator("#whose-kernel-runs")).to_be_in_viewport()
    context.close()
