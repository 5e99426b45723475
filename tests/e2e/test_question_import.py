"""Questions brought in by browser: in both themes and widths, by keyboard, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.conftest import Console
from tests.e2e.instructor_visits import instructor_visits
from tests.e2e.test_pages import examine
from tests.site import Site

gift = "::one::Sky?{T}\n\n::two::Which {=a =b ~c}\n\n::three::Explain.{}\n\n::four::How? {#3}\n"


def test_questions_are_looked_at_and_taken(
    browser: Browser, site: Site, language: str, console: Console, screenshots: Path, tmp_path: Path
) -> None:
    problems: list[str] = []
    for page, width, theme, scripts, kind in instructor_visits(
        browser, site, language, console, "importer"
    ):
        page.goto(f"/{language}/teach/import/")
        if scripts:
            problems += examine(page, f"import-{width}-{theme}", screenshots, kind)
        file = FilePayload(name="x.gift", mimeType="text/plain", buffer=gift.encode())
        page.locator("input[type=file]").set_input_files(file)
        page.locator("main form button").click()
        expect(page.locator("main section")).to_have_count(4)
        expect(page.locator("input[name=take]")).to_have_count(3)
        if scripts:
            problems += examine(page, f"import-seen-{width}-{theme}", screenshots, kind)
        box = page.locator("input[name=take]").last
        box.focus()
        page.keyboard.press("Space")
        expect(box).not_to_be_checked()
        with page.expect_download() as download:
            page.locator("main form button[type=submit]").press("Enter")
        kept = tmp_path / f"{width}-{scripts}.md"
        download.value.save_as(kept)
        text = kept.read_text()
        assert "#one" in text
        assert "#four" not in text
    assert problems == []
