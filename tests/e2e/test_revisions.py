"""A course brought in as a zip, compared and dropped by browser: in both themes and widths, by
keyboard, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, expect

from lessons.document.source import course_read
from lessons.exchange.course_zip import zip_write
from tests.e2e.conftest import Console
from tests.e2e.instructor_visits import Visit, instructor_visits
from tests.e2e.test_pages import examine
from tests.lessons.courses import course_change, course_write
from tests.site import Site


def send(page: Page, address: str, folder: Path) -> None:
    data = zip_write(course_read(folder).files, "small")
    file = FilePayload(name="course.zip", mimeType="application/zip", buffer=data)
    page.goto(address)
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").press("Enter")
    page.wait_for_load_state()


def look(visit: Visit, name: str, folder: Path) -> list[str]:
    name = f"revisions-{name}-{visit.width}-{visit.theme}"
    return examine(visit.page, name, folder, visit.rules) if visit.scripts else []


def test_a_zip_waits_is_compared_and_dropped(
    browser: Browser, site: Site, language: str, console: Console, screenshots: Path, tmp_path: Path
) -> None:
    problems: list[str] = []
    anywhere, base = f"/{language}/teach/upload/", f"/{language}/teach/small/revisions/"
    for visit in instructor_visits(browser, site, language, console, "packer"):
        page = visit.page
        folder = course_write(tmp_path / f"{visit.width}-{visit.scripts}")
        for right in ("pid", "net"):
            course_change(folder, f"- [x] {right}", f"- [ ] {right}")
        send(page, anywhere, folder)
        expect(page.locator("[data-code=course-zip-problems]")).to_be_visible()
        expect(page.locator("#problems + ul li")).not_to_have_count(0)
        problems += look(visit, "problems", screenshots)
        for right in ("pid", "net"):
            course_change(folder, f"- [ ] {right}", f"- [x] {right}")
        send(page, anywhere, folder)
        expect(page.locator("#message")).to_be_visible()
        problems += look(visit, "new", screenshots)
        course_change(folder, "The end.", "The very end.")
        send(page, f"{base}upload/", folder)
        expect(page.locator("#message")).to_be_visible()

        page.locator("#before").select_option(index=1)
        page.locator("#after").select_option(index=0)
        page.locator("form[action$='/compare/'] button").press("Enter")
        page.get_by_role("link", name="lessons/01-first/lesson.en.md").press("Enter")
        expect(page.locator(".line-diff .gone del")).to_contain_text("The end.")
        expect(page.locator(".line-diff .new ins")).to_contain_text("The very end.")
        problems += look(visit, "lines", screenshots)
        for left in (1, 0):
            page.goto(base)
            problems += look(visit, f"list-{left}", screenshots)
            page.locator("main th[scope=row] a").first.press("Enter")
            page.locator("form[action$='/discard/'] button").press("Enter")
            expect(page.locator("h1#revisions")).to_have_count(left)
    assert problems == []
