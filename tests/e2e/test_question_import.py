"""Questions brought in by browser: in both themes and widths, by keyboard, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import colours, examine, rules, widths
from tests.e2e.test_visits import make_instructor
from tests.site import Site

password = "of-the-importer-alone"
gift = "::one::Sky?{T}\n\n::two::Which {=a =b ~c}\n\n::three::Explain.{}\n\n::four::How? {#3}\n"


def test_questions_are_looked_at_and_taken(
    browser: Browser, site: Site, language: str, console: Console, screenshots: Path, tmp_path: Path
) -> None:
    site.command("shell", "-v0", "-c", make_instructor.format("importer", password))
    problems: list[str] = []
    visits = (("desktop", "light", True), ("phone", "dark", True), ("desktop", "light", False))
    for width, theme, scripts in visits:
        context = context_make(
            browser,
            site,
            language,
            viewport={"width": widths[width], "height": 900},
            color_scheme=theme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        page = context.new_page()
        console.listen(page)
        page.goto(f"/{language}/accounts/login/")
        page.locator("input[name=login]").fill("importer")
        page.locator("input[name=password]").fill(password)
        page.locator("main form button").click()
        page.goto(f"/{language}/teach/import/")
        kind = rules if theme == "light" else colours
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
        context.close()
    assert problems == []
