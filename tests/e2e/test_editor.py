"""A course is changed in the browser: written, broken, read what is wrong, previewed, published."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Console
from tests.e2e.instructor_visits import instructor_visits
from tests.e2e.test_pages import examine
from tests.lessons.courses import course_change, course_write
from tests.site import Site

path = "lessons/01-first/lesson.en.md"


def course_make(site: Site, folder: Path, slug: str) -> str:
    """A published course of its own; the editor's address."""
    course_write(folder / slug)
    course_change(folder / slug, 'slug = "small"', f'slug = "{slug}"')
    site.command("course", "publish", str(folder / slug))
    return f"/en/teach/{slug}/edit/"


def end_of_text(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")


def test_a_lesson_is_written_broken_mended_and_published(
    browser: Browser, site: Site, console: Console, screenshots: Path, tmp_path: Path
) -> None:
    problems: list[str] = []
    for page, width, theme, scripts, kind in instructor_visits(
        browser, site, "en", console, "writer"
    ):
        name = f"edit-{width}-{'scripts' if scripts else 'none'}"
        start = course_make(site, tmp_path, name)
        page.goto(start)
        if scripts:
            problems += examine(page, f"{name}-files", screenshots, kind)
            page.locator("main summary").get_by_text("lessons/").click()
            page.locator("main summary").get_by_text("01-first/").click()
            page.get_by_role("link", name="lesson.en.md").first.click()
            write_with_scripts(page)
            problems += examine(page, f"{name}-{theme}", screenshots, kind)
        else:
            page.goto(f"{start}files/{path}")
            write_without(page)
        page.goto(f"{start}publish/")
        if scripts:
            problems += examine(page, f"{name}-publish", screenshots, kind)
        page.get_by_label("What has changed, and why").fill("A true end")
        page.locator("main form button").click()
        expect(page.locator("#messages")).to_contain_text("now shows revision")
        page.goto(f"/en/courses/{name}/lessons/first/")
        expect(page.locator("main")).to_contain_text("The true end.")
    assert problems == []


def write_with_scripts(page: Page) -> None:
    """By keyboard alone from the text on."""
    state = page.locator("[data-editor-state]")
    expect(page.locator(".cm-content")).to_have_attribute("role", "textbox")
    end_of_text(page)
    page.keyboard.type("\nThe true end. [Nowhere](lesson:nowhere)")
    expect(state).to_contain_text(re.compile(r"^saved \d\d:\d\d"), timeout=30_000)
    expect(page.locator("[data-editor-problems] li")).to_have_count(1, timeout=30_000)
    expect(page.locator("[data-editor-problems] li")).to_contain_text("nowhere")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    for _ in "[Nowhere](lesson:nowhere)":
        page.keyboard.press("Backspace")
    expect(page.locator("[data-editor-none]")).to_be_visible(timeout=30_000)
    # A block of the course is completed.
    page.keyboard.press("Enter")
    page.keyboard.type("\n``` {.qu")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("{.quiz}")
    page.keyboard.press("Escape")
    for _ in "``` {.qu":
        page.keyboard.press("Backspace")
    # Tab indents; after Escape it leads on.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).not_to_be_focused()
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(state).to_contain_text(re.compile(r"^saved"), timeout=30_000)
    page.locator("[data-editor-beside]").click()
    shown = page.frame_locator("[data-editor-frame]").locator("main")
    expect(shown).to_contain_text("The true end.", timeout=30_000)


def write_without(page: Page) -> None:
    area = page.locator("textarea")
    text = area.input_value()
    area.fill(f"{text}\nThe true end. [Nowhere](lesson:nowhere)\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".draft-problems li")).to_contain_text("nowhere")
    page.locator("textarea").fill(f"{text}\nThe true end.\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("None in this file.")


def test_what_is_not_saved_is_offered_again_and_two_people_lose_nothing(
    browser: Browser, site: Site, console: Console, tmp_path: Path
) -> None:
    visits = instructor_visits(browser, site, "en", console, "writer")
    page = next(visits).page
    start = course_make(site, tmp_path, "edit-offline")
    page.goto(f"{start}files/{path}")
    down = re.compile(r"/edit/files/")

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route(down, refuse)
    end_of_text(page)
    page.keyboard.type("\nWritten offline.")
    state = page.locator("[data-editor-state]")
    expect(state).to_contain_text("Not saved", timeout=30_000)
    # The other page has the text as it was, and saves its own words first.
    other = page.context.new_page()
    console.listen(other)
    other.goto(f"{start}files/{path}")
    expect(other.locator("[data-editor-left]")).to_be_visible()
    other.locator("[data-editor-forget]").click()
    other.locator(".cm-content").click()
    other.keyboard.press("Control+Home")
    for _ in range(8):
        other.keyboard.press("ArrowDown")
    other.keyboard.type("\nWritten by the other.\n")
    expect(other.locator("[data-editor-state]")).to_contain_text("saved", timeout=30_000)
    other.close()
    page.unroute(down)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(state).to_contain_text("Saved, together with", timeout=30_000)
    expect(page.locator(".cm-content")).to_contain_text("Written by the other.")
    page.reload()
    expect(page.locator("[data-editor-left]")).to_be_hidden()
    expect(page.locator(".cm-content")).to_contain_text("Written by the other.")
    end_of_text(page)
    expect(page.locator(".cm-content")).to_contain_text("Written offline.")
    # The browser itself says what it was answered.
    assert any("503" in each for each in console.complaints)
    console.complaints[:] = [each for each in console.complaints if "503" not in each]
