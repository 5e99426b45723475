"""The figure that a lab keeps in sight: lit without a reload, read at every size, folded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, picture, visitor
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_covers import everywhere
from tests.waiting import wait_until

labs = sorted(head.slug for head in (course.compiled().course or pytest.fail("no course")).labs)
laptop = ViewportSize(width=1280, height=720)
phone = ViewportSize(width=390, height=844)
letters_least, share_most = 11, 0.34  # px; of the text's height
# The smallest letters as they are seen, what leaves the drawing, and the share of the pane.
seen = """() => {
    const svg = document.querySelector("#lab-figure > svg");
    const room = svg.getBoundingClientRect(), box = svg.viewBox.baseVal;
    const scale = Math.min(room.width / box.width, room.height / box.height);
    const left = room.left + (room.width - box.width * scale) / 2;
    const texts = [...svg.querySelectorAll("text")];
    const beyond = texts.filter(text => {
        const at = text.getBoundingClientRect();
        return at.left < left - 1 || at.right > left + box.width * scale + 1
            || at.bottom > room.bottom + 1;
    });
    const pane = document.querySelector(".lab-reading").getBoundingClientRect();
    const figure = document.querySelector("[data-figure]").getBoundingClientRect();
    return {
        letters: scale * Math.min(
            ...texts.map(text => parseFloat(getComputedStyle(text).fontSize))
        ),
        beyond: beyond.map(text => text.textContent),
        share: figure.height / pane.height,
        inside: figure.top >= pane.top && figure.bottom <= pane.bottom,
    };
}"""
work = f"""
import sys
from django.utils import timezone
from labs.models import LabSession, Measurement, TaskResult
row = LabSession.objects.filter(course="{course.slug}", lab="LAB").latest("created_at")
TaskResult.objects.filter(session=row, task="TASK").update(
    outcome="passed", passed_at=timezone.now(), points=1
)
for key, value, unit in MEASURED:
    Measurement.objects.create(
        user=row.user, session=row, course=row.course, lab=row.lab, key=key, value=value, unit=unit,
        measured_on="vm TCG on runc, Fake 1.0",
    )
"""


def path(lab: str, language: str = "en") -> str:
    return f"/{language}/courses/{course.slug}/labs/{lab}/"


def started(page: Page, lab: str) -> None:
    page.goto(path(lab))
    page.locator("form.start button").click()
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")


def worked(site: FakeSite, lab: str, task: str, measured: list[tuple[str, float, str]]) -> None:
    """Somebody has done a task of the newest session of a lab, and measured something."""
    script = (
        work.replace("LAB", lab).replace("TASK", task).replace("MEASURED", json.dumps(measured))
    )
    site.manage("shell", "-c", script)


def box_of(part: Locator) -> FloatRect:
    """Where it stands; a part that is just being swapped stands nowhere for a moment."""
    found: list[FloatRect] = []

    def stands() -> bool:
        if box := part.bounding_box():
            found.append(box)
        return bool(found)

    wait_until(stands, 10)
    return found[0]


def height_of(figure: Locator) -> float:
    return box_of(figure)["height"]


def right_of(part: Locator) -> float:
    box = box_of(part)
    return box["x"] + box["width"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_figure_can_be_read_beside_the_terminal(
    browser: Browser, pretended: FakeSite, language: str
) -> None:
    context = context_make(browser, pretended, language, viewport=laptop)
    page = context.new_page()
    problems = []
    for lab in labs:
        page.goto(path(lab, language))
        expect(page.locator("[data-fold-figure]")).to_be_visible()
        found: dict[str, Any] = page.evaluate(seen)
        if (
            found["letters"] < letters_least
            or found["share"] > share_most
            or found["beyond"]
            or not found["inside"]
        ):
            problems.append((lab, found))
    context.close()
    assert problems == []


def test_it_lights_up_without_a_reload_and_stays_in_sight(
    browser: Browser, pretended: FakeSite, console: Console, screenshots: Path
) -> None:
    with visitor(browser, pretended, console, "en") as page:
        page.set_viewport_size(laptop)
        started(page, "crash")
        page.evaluate("window.stayed = true")
        figure, state = page.locator("#lab-figure > svg"), page.locator("#lab-figure-state")
        lit = figure.locator("[data-lit]")
        expect(lit).to_have_count(0)
        expect(figure).to_have_accessible_name("What falls, and what ticks on")
        expect(state).to_contain_text("Still to come: in box one process fell")
        page.locator("#lab-text").evaluate("text => text.scrollTo(0, text.scrollHeight)")
        expect(figure).to_be_in_viewport(ratio=1)
        before = box_of(figure)

        worked(pretended, "crash", "one-kernel", [("crash.gap.vm", 0.14, "s")])
        page.evaluate("htmx.trigger('#lab-state', 'refresh')")
        expect(lit).to_have_count(2)  # the cross over the kernel, and its word
        expect(figure.locator(".new")).to_have_count(2)
        expect(figure.locator("text", has_text="panic")).to_be_visible()
        expect(figure.locator("text", has_text="ticks on").first).to_be_hidden()
        expect(figure).to_contain_text("≤ 0.14 s")
        expect(state).to_contain_text("So far: the kernel of first panicked")
        expect(page.locator(".lab-figure-count")).to_have_text("2 of 7")
        assert box_of(figure) == before
        assert page.evaluate("window.stayed")
        assert everywhere(page, "lab-figure", screenshots) == []


def test_bars_draw_themselves_without_a_reload(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    with visitor(browser, pretended, console, "en") as page:
        page.set_viewport_size(laptop)
        started(page, "start-up-race")
        bars = page.locator("#lab-figure rect.bar")
        expect(bars.and_(page.locator(".plain"))).to_have_count(0)
        before = bars.count()
        worked(pretended, "start-up-race", "a-process", [("launch.process", 2.5, "ms")])
        page.evaluate("htmx.trigger('#lab-state', 'refresh')")
        expect(bars.and_(page.locator(".plain"))).to_have_count(1)
        assert bars.count() == before + 1
        expect(page.locator("#lab-figure")).to_contain_text("2.5 ms")


def test_it_folds_to_a_line_and_this_is_remembered(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    with visitor(browser, pretended, console, "en") as page:
        page.set_viewport_size(laptop)
        page.goto(path("crash"))
        button, figure = (
            page.get_by_role("button", name="Show the figure"),
            page.locator("[data-figure]"),
        )
        expect(button).to_have_attribute("aria-expanded", "true")
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "false")
        assert height_of(figure) < 50
        expect(figure.locator("svg").first).to_be_visible()  # as a thumb
        page.reload()
        expect(button).to_have_attribute("aria-expanded", "false")
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        assert height_of(figure) > 120


def test_on_a_phone_it_begins_as_a_line(
    browser: Browser, pretended: FakeSite, console: Console, screenshots: Path
) -> None:
    context = context_make(browser, pretended, "es", viewport=phone, has_touch=True)
    page = context.new_page()
    console.listen(page)
    for lab in labs:
        page.goto(path(lab, "es"))
        figure, button = page.locator("[data-figure]"), page.locator("[data-fold-figure]")
        expect(button).to_have_attribute("aria-expanded", "false")
        assert height_of(figure) < 50, lab
        thumb, title = figure.locator("svg").first, figure.locator(".lab-figure-title")
        expect(thumb).to_be_visible()
        assert right_of(thumb) <= (title.bounding_box() or pytest.fail("no title"))["x"]
        assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    picture(page, screenshots / "lab-figure-phone.png")
    button.tap()
    found: dict[str, Any] = page.evaluate(seen)
    assert found["letters"] >= letters_least
    context.close()


def test_without_scripts_it_stands_above_the_text_and_on_paper(
    browser: Browser, pretended: FakeSite
) -> None:
    context = context_make(browser, pretended, "en", java_script_enabled=False, viewport=laptop)
    page = context.new_page()
    page.goto(path("crash"))
    expect(page.locator("#lab-figure > svg")).to_be_visible()
    expect(page.locator("[data-fold-figure]")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#lab-figure > svg")).to_be_visible()
    context.close()


def test_a_wide_figure_leaves_the_column_and_not_the_page(
    browser: Browser, pretended: FakeSite, console: Console, screenshots: Path
) -> None:
    with visitor(browser, pretended, console, "es") as page:
        page.goto(f"/es/courses/{course.slug}/lessons/history/")
        narrow = page.locator(".has-wide svg:not(.wide)")
        wide = page.locator(".has-wide svg.wide")
        for width in (1280, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            expect(narrow).to_be_hidden()
            column = page.locator(".lesson").bounding_box()
            assert column
            assert right_of(wide) > column["x"] + column["width"]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            picture(page, screenshots / f"figure-wide-{width}.png")
        page.set_viewport_size({"width": 390, "height": 844})
        expect(wide).to_be_hidden()
        expect(narrow).to_be_visible()
