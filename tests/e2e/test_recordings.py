"""A learner's terminal is recorded, replayed in the page, downloaded and deleted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, patience, visitor
from tests.e2e.lab import lab, open_lab, see, start, stop, type_line
from tests.e2e.test_pages import examine, rules_of
from tests.site import Site


def recordings_url(language: str) -> str:
    return f"/{language}/courses/{course.slug}/labs/{lab}/recordings/"


def record(reader: Page, language: str) -> Page:
    """The list of recordings, with one of a lab that has ended."""
    open_lab(reader, language)
    expect(reader.locator(".lab-recorded")).to_be_visible()  # told before the start
    start(reader)
    type_line(reader, "echo día-$((40+2))")
    see(reader, "día-42")
    reader.wait_for_timeout(1500)
    type_line(reader, "echo second-$((40+3))")
    see(reader, "second-43")
    stop(reader)
    reader.wait_for_load_state("networkidle")  # what leaving would break off, htmx complains of
    # It is written down a moment after the end.
    end = time.monotonic() + patience
    while True:
        reader.goto(recordings_url(language))
        file = reader.locator("ul.recordings a[download]")
        if file.count() == 1:
            written = reader.request.get(file.get_attribute("href") or "").text()
            if "second-43" in written:
                return reader
        assert time.monotonic() < end, "what was shown is not in the recording"


@pytest.fixture(scope="module")
def learners() -> dict[str, StorageState]:
    """By language, who has a recording already, which nobody deletes."""
    return {}


@pytest.fixture
def recorded(
    browser: Browser,
    site: Site,
    console: Console,
    language: str,
    learners: dict[str, StorageState],
) -> Iterator[Page]:
    """The list of recordings of somebody who has one, of this test's making or of one before it."""
    if language not in learners:
        with visitor(browser, site, console, language) as page:
            learners[language] = record(page, language).context.storage_state()
    context = context_make(browser, site, language, storage_state=learners[language])
    page = context.new_page()
    console.listen(page)
    page.goto(recordings_url(language))
    yield page
    context.close()


def shown(page: Page) -> str:
    return page.locator(".replay .ap-term-text").inner_text().replace("\xa0", " ")


def replay_open(page: Page) -> None:
    page.locator("ul.recordings li a").first.click()
    expect(page.locator("[data-replay]")).to_be_visible()
    expect(page.locator("[data-time]")).not_to_have_text(re.compile(r"/ 0:00"))


def test_a_recording_is_replayed_with_the_keyboard_alone(recorded: Page, console: Console) -> None:
    replay_open(recorded)
    assert "second-43" not in shown(recorded)
    recorded.locator("[data-speed]").select_option("8")
    recorded.locator("#main").focus()
    recorded.keyboard.press(" ")
    expect(recorded.locator(".replay .ap-term-text")).to_contain_text("second-43")
    expect(recorded.locator(".replay .ap-term-text")).to_contain_text("día-42")
    recorded.keyboard.press("0")
    expect(recorded.locator(".replay .ap-term-text")).not_to_contain_text("second-43")
    recorded.keyboard.press("9")
    recorded.keyboard.press("ArrowRight")
    expect(recorded.locator(".replay .ap-term-text")).to_contain_text("second-43")
    recorded.locator("[data-theme-switch]").click()  # the same place in the other theme
    expect(recorded.locator(".replay .ap-term-text")).to_contain_text("second-43")
    assert console.complaints == []  # of the policy too


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_replay_keeps_its_size_and_can_be_read(
    browser: Browser, site: Site, recorded: Page, theme: Literal["light", "dark"]
) -> None:
    state = recorded.context.storage_state()
    context = context_make(browser, site, "en", storage_state=state, color_scheme=theme)
    page = context.new_page()
    address = recorded.locator("ul.recordings li a").first.get_attribute("href")
    # The terminal took other sizes while it was recorded, and wrote in all colours.
    cast = [
        {"version": 2, "width": 80, "height": 24},
        *([0.2 * at, "o", f"\x1b[3{at % 8}mcolour {at % 8}\x1b[0m plain\r\n"] for at in range(10)),
        [2.5, "r", "140x40"],
        *([2.5 + 0.2 * at, "o", "wide " * 25 + "\r\n"] for at in range(10)),
        [5, "r", "60x20"],
        [5.5, "o", "the end"],
    ]
    body = "\n".join(json.dumps(line) for line in cast)
    page.route("**/cast/", lambda route: route.fulfill(body=body, content_type="text/plain"))
    page.goto(address or "")
    boxes = "['.replay-screen', '.replay-bar', '[data-play]', '[data-place]', '[data-full]']"
    measure = f"""() => JSON.stringify({boxes}.map(each => {{
        const box = document.querySelector(each).getBoundingClientRect();
        return [box.x, box.y + scrollY, box.width, box.height].map(Math.round);
    }}))"""
    inside = """() => {
        const [player, screen] = ['.ap-player', '.replay-screen'].map(
            each => document.querySelector(each).getBoundingClientRect());
        return player.bottom <= screen.bottom + 1 && player.right <= screen.right + 1;
    }"""
    expect(page.locator("[data-time]")).to_have_text(re.compile(r"/ 0:05"))
    before = page.evaluate(measure)
    page.locator("[data-play]").click()
    seen = set()
    while "the end" not in shown(page):
        assert page.evaluate(measure) == before
        assert page.evaluate(inside)
        seen |= {word for word in ("plain", "wide") if word in shown(page)}
        page.wait_for_timeout(150)
    assert seen == {"plain", "wide"}
    assert page.evaluate(measure) == before
    page.keyboard.press("4")  # before the terminal changed its size
    expect(page.locator(".replay .ap-term-text")).to_contain_text("colour 7")
    colours = page.evaluate(
        """() => [...document.querySelectorAll('.ap-line span')].filter(
            each => each.textContent.trim()).map(each => [
            getComputedStyle(each).color,
            getComputedStyle(document.querySelector('.ap-player')).backgroundColor])"""
    )
    assert len({text for text, _ground in colours}) >= 5
    assert min(contrast(text, ground) for text, ground in colours) >= 4.5
    context.close()


def contrast(one: str, other: str) -> float:
    """Of two colours as `rgb(r, g, b)`, as WCAG 2.2 computes it."""

    def luminance(colour: str) -> float:
        parts = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
        linear = [
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_download_is_what_was_shown(recorded: Page, tmp_path: Path) -> None:
    with recorded.expect_download() as waiting:
        recorded.locator("ul.recordings a[download]").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".cast"
    head, *events = [json.loads(line) for line in path.read_text().splitlines()]
    assert head["version"] == 2
    output = "".join(text for _at, kind, text in events if kind == "o")
    assert "learner@lab" in output
    assert "día-42" in output
    assert output.index("día-42") < output.index("second-43")


def test_it_is_deleted_after_a_question(reader: Page, language: str) -> None:
    recorded = record(reader, language)
    recorded.locator("ul.recordings a.danger").click()
    recorded.locator("main form a").click()  # keep it
    expect(recorded.locator("ul.recordings li")).to_have_count(1)
    recorded.locator("ul.recordings a.danger").click()
    recorded.locator("main form button").click()
    expect(recorded.locator("ul.recordings li")).to_have_count(0)


def test_who_switches_it_off_is_not_recorded(reader: Page, language: str) -> None:
    open_lab(reader, language)
    reader.locator("#bar-recording > summary").click()
    reader.locator("#lab-recording button").click()
    expect(reader.locator("#lab-recording button")).to_have_attribute("value", "yes")
    reader.locator("#bar-recording > summary").click()
    start(reader)
    type_line(reader, "echo private-$((40+2))")
    see(reader, "private-42")
    reader.wait_for_timeout(1500)
    stop(reader)
    reader.wait_for_load_state("networkidle")  # what leaving would break off, htmx complains of
    reader.goto(recordings_url(language))
    expect(reader.locator("main h1")).to_be_visible()
    expect(reader.locator("ul.recordings li")).to_have_count(0)


def test_pages_are_accessible_in_both_themes_and_on_a_phone(
    recorded: Page, console: Console, language: str, screenshots: Path
) -> None:
    replay_open(recorded)
    replay = recorded.url
    pages = {
        "list": recordings_url(language),
        "all": f"/{language}/recordings/",
        "delete": f"{replay}delete/",
        "replay": replay,
    }
    problems = []
    for scheme in ("light", "dark"):
        recorded.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 360):
            recorded.set_viewport_size({"width": width, "height": 800})
            for name, url in pages.items():
                recorded.goto(url)
                if name == "replay":
                    expect(recorded.locator("[data-replay]")).to_be_visible()
                problems += console.complaints
                looked_at = f"recordings-{name}-{language}-{scheme}-{width}"
                problems += examine(recorded, looked_at, screenshots, rules_of(scheme))
                console.complaints.clear()  # what axe itself does to the page
    assert problems == []


def test_without_scripts_there_is_the_download(recorded: Page, site: Site, language: str) -> None:
    browser = recorded.context.browser
    assert browser
    context = context_make(
        browser,
        site,
        language,
        java_script_enabled=False,
        storage_state=recorded.context.storage_state(),
    )
    page = context.new_page()
    page.goto(recordings_url(language))
    page.locator("ul.recordings li a").first.click()
    expect(page.locator("noscript").first).to_be_attached()
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    assert waiting.value.suggested_filename.endswith(".cast")
    context.close()
