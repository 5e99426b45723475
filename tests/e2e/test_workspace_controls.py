"""The workspace: its bar, separator, splits and run buttons, by keyboard and by what is seen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_pages import drawn, examine, rules

twin_lab, single_lab = "two-kernels", "whose-kernel"
shown_left = """() => [Date.now(), document.querySelector("[data-countdown]").textContent]"""
panels_seen = """() => [...document.querySelectorAll(".terminal-panel")]
    .filter(panel => panel.checkVisibility({ visibilityProperty: true })).length"""
focused = """() => {
    const now = document.activeElement;
    if (now.closest(".lab-bar")) return "bar";
    if (now.closest(".lab-reading")) return "text";
    if (now.matches("[role=separator]")) return "separator";
    return now.closest(".lab-dock") ? "machines" : "elsewhere";
}"""
# What can be pressed and is smaller than 24 px, but in running text.
small = """() => [...document.querySelectorAll("button, summary, select, a, [role=separator]")]
    .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(each => !each.closest("p, li, .lab-text, .xterm, .visually-hidden, label, dl"))
    .filter(each => {
        const { width, height } = each.getBoundingClientRect();
        return Math.max(width, height) < 24 || Math.min(width, height) < 10
            || (Math.min(width, height) < 24 && !each.matches("[role=separator]"));
    })
    .map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def visit(browser: Browser, pretended: FakeSite, console: Console) -> Iterator[Callable[..., Page]]:
    """Pages of fresh visitors, with a lab that runs."""
    contexts = []

    def make(lab: str, *, width: int = 1280, height: int = 720, **options: Any) -> Page:
        viewport = {"width": width, "height": height}
        context = context_make(browser, pretended, "en", viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        console.listen(page)
        page.goto(f"/en/courses/{course.slug}/labs/{lab}/")
        page.locator("form.start button").click()
        expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
        expect(page.locator(".xterm-rows").first).to_contain_text("learner@lab")
        return page

    yield make
    for context in contexts:
        context.close()


def ends_at(site: FakeSite, page: Page) -> float:
    """When the server ends the lab, in seconds since the epoch."""
    session = page.locator("#lab-state").get_attribute("data-session") or ""
    with sqlite3.connect(f"file:{site.var / 'db.sqlite3'}?mode=ro", uri=True) as database:
        row = database.execute(
            "SELECT expires_at FROM labs_labsession WHERE id = ?", [session.replace("-", "")]
        ).fetchone()
    return datetime.fromisoformat(row[0]).replace(tzinfo=UTC).timestamp()


def off_by(site: FakeSite, page: Page) -> float:
    """Seconds by which the page's countdown is off the server's clock."""
    shown: tuple[float, str] = page.evaluate(shown_left)
    now, text = shown
    minutes, seconds = text.split(":")
    return abs(int(minutes) * 60 + int(seconds) - (ends_at(site, page) - now / 1000))


def press(page: Page, menu: str, button: str) -> None:
    page.locator(f"{menu} summary").first.click()
    page.locator(f"{menu} {button}").click()


def test_the_countdown_is_the_servers_over_ten_actions(
    visit: Callable[..., Page], pretended: FakeSite
) -> None:
    page = visit(single_lab)
    task = page.locator(".task.open").first
    actions: list[Callable[[], object]] = [
        lambda: task.locator("form[action*='/hint/'] button").click(),
        lambda: press(page, "#people-hand", "form[action$='/hand/'] button"),
        lambda: page.locator("#people-hand form[action$='/lower/'] button").click(),
        lambda: press(page, "#people-share", "form:has(input[name=mode]) button"),
        lambda: page.locator("#people-share form[action$='/stop/'] button").click(),
        lambda: page.locator("#lab-state form[action$='/check/'] button").click(),
        lambda: page.locator("form.extend button").click(),
        lambda: page.evaluate("htmx.trigger('#lab-state', 'refresh')"),
        lambda: press(page, "#bar-recording", "form button"),
        page.reload,
    ]
    for number, action in enumerate(actions, 1):
        page.wait_for_timeout(1500)  # the longer ago it was rendered, the more it could jump
        action()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        # A busy machine may draw one second late; a time that jumped stays wrong.
        readings = []
        for _ in range(5):
            readings.append(off_by(pretended, page))
            page.wait_for_timeout(200)
        assert min(readings) <= 1, f"action {number}: {readings}"


def test_the_keyboard_reaches_the_text_before_the_machines(visit: Callable[..., Page]) -> None:
    page = visit(single_lab)
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    order: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
        if order[-1] == "machines":
            break
    met = [each for each in dict.fromkeys(order) if each != "elsewhere"]
    assert met == ["bar", "text", "separator", "machines"]


def test_the_separator_moves_by_keys_and_pointer_and_is_remembered(
    visit: Callable[..., Page],
) -> None:
    page = visit(single_lab)
    bar, text = page.get_by_role("separator"), page.locator("#lab-text")

    def width() -> float:
        return float(text.evaluate("text => text.offsetWidth"))

    first = width()
    bar.focus()
    page.keyboard.press("ArrowLeft")
    assert width() < first
    page.keyboard.press("End")
    widest, now = width(), bar.get_attribute("aria-valuenow")
    assert widest > first
    assert now == bar.get_attribute("aria-valuemax")
    page.reload()
    expect(bar).to_have_attribute("aria-valuenow", str(now))
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, 300)
    page.mouse.down()
    page.mouse.move(400, 300, steps=4)
    page.mouse.up()
    assert abs(width() - 400) <= 5
    bar.focus()
    page.keyboard.press("Enter")
    assert width() == first


def test_terminals_are_split_alone_and_without_the_text(visit: Callable[..., Page]) -> None:
    page = visit(twin_lab, width=1920, height=1080)
    assert page.evaluate(panels_seen) == 2
    page.locator("[data-split]").first.press("Enter")
    expect(page.locator("section[data-machine]").first.get_by_role("tab")).to_have_count(2)
    assert page.evaluate(panels_seen) >= 2
    page.locator("section.shown [data-alone]").press("Enter")
    expect(page.locator("#lab-text")).to_be_hidden()
    assert page.evaluate(panels_seen) == 2  # the two of one machine
    page.locator("[data-fold-text]").press("Enter")
    expect(page.locator("#lab-text")).to_be_visible()
    page.locator("[data-split][aria-pressed=true]").press("Enter")
    page.locator("[data-arrange]").select_option("one")
    assert page.evaluate(panels_seen) == 1
    page.locator("[data-show-machine]").last.press("Enter")
    assert page.evaluate(panels_seen) == 1
    expect(page.locator("section[data-machine]").last).to_have_class(re.compile(r"\bshown\b"))
    page.reload()
    expect(page.locator("[data-arrange]")).to_have_value("one")


def test_what_has_no_room_is_refused_with_words(visit: Callable[..., Page]) -> None:
    page = visit(twin_lab, width=1024, height=700)
    page.locator("[data-arrange]").select_option("columns")
    expect(page.locator("[data-terminal-said]")).to_contain_text("20 rows of 80 characters")


def test_stop_and_fresh_machine_ask_and_say_what_goes(visit: Callable[..., Page]) -> None:
    page = visit(twin_lab)
    session = page.locator("#lab-state").get_attribute("data-session")
    menu = page.locator("#bar-end")
    menu.locator("> summary").press("Enter")
    expect(menu).to_contain_text("All files and running programs of box and guest go for good")
    # What comes meanwhile leaves the question open, and the keyboard where it is.
    menu.locator("form[action$='/stop/'] button").focus()
    with page.expect_response(lambda answer: answer.url.endswith("/state/")):
        page.evaluate("htmx.trigger('#lab-state', 'refresh')")
    page.wait_for_timeout(200)
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("> summary")).to_be_focused()
    menu.locator("> summary").press("Enter")
    menu.get_by_role("button", name="Go on working").press("Enter")
    assert page.locator("#lab-state").get_attribute("data-session") == session
    menu.locator("> summary").press("Enter")
    with page.expect_response(lambda answer: answer.url.endswith("/reset/")):
        menu.get_by_role("button", name="Fresh machine").press("Enter")
    expect(page.locator("#lab-state[data-state=ready]")).to_be_visible()
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("> summary").press("Enter")
    menu.get_by_role("button", name="Stop the lab").press("Enter")
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")


def test_run_buttons_name_their_machine_and_spare_a_program(visit: Callable[..., Page]) -> None:
    page = visit(twin_lab, width=1920, height=1080)
    button = page.locator(".run-button").first
    expect(button).to_have_text("Run in box")
    box = page.locator("section[data-machine=box] .terminal-panel:not([hidden])")
    box.locator("textarea").focus()
    page.keyboard.type("cat\n")
    command = page.locator("[data-run] pre").first.inner_text().strip()
    button.click()
    note = page.locator(".run-note")
    expect(note).to_contain_text("A program is running in the foreground of box. End it first")
    expect(box.locator(".xterm-rows")).not_to_contain_text(command)
    box.locator("textarea").focus()
    page.keyboard.press("Control+C")
    expect(box.locator(".xterm-rows")).to_contain_text("^C")
    button.click()
    expect(note).to_have_count(0)
    expect(box.locator(".xterm-rows")).to_contain_text(command)
    # Who means it presses once more.
    box.locator("textarea").focus()
    page.keyboard.type("cat\n")
    button.click()
    expect(note).to_be_visible()
    button.click()
    expect(note).to_have_count(0)


def test_lines_that_differ_are_marked_beside_the_letters(visit: Callable[..., Page]) -> None:
    page = visit(twin_lab, width=1920, height=1080)
    for machine, word in (("box", "one"), ("guest", "two")):
        page.locator(f"section[data-machine={machine}] .terminal-panel textarea").first.focus()
        page.keyboard.type(f"echo {word}\n")
    page.get_by_role("switch").check()
    expect(page.locator("[data-twins-differ]")).to_contain_text("1 line differs")
    marks = page.locator(".line-differs")
    expect(marks).to_have_count(2)  # the output of each, and no prompt
    covered = marks.evaluate_all(
        """marks => marks.filter(mark => mark.getBoundingClientRect().right
            > mark.parentElement.getBoundingClientRect().left + 1).length"""
    )
    assert covered == 0


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_workspace_is_accessible(
    visit: Callable[..., Page], width: int, screenshots: Path
) -> None:
    page = visit(twin_lab, width=width, reduced_motion="reduce", has_touch=width < 500)
    problems: list[str] = []
    panes = ["machines", "text"] if width < 500 else [""]
    for pane in panes:
        if pane:
            page.locator(f"[data-show-pane={pane}]").click()
        for menu in ["", "bar-end", "bar-hand", "bar-share", "bar-recording", "bar-site"]:
            if menu:
                page.locator(f"#{menu} > summary").click()
            for theme in ("dark", "light"):
                page.emulate_media(color_scheme=theme)
                page.evaluate(drawn)
                name = f"workspace-{theme}-{width}-{pane}-{menu}"
                picture(page, screenshots / f"{name}.png")
                if menu in ("", "bar-end") or (theme == "light" and pane != "text"):
                    problems += examine(page, name, screenshots, rules)
                problems += [f"{name}: small: {each}" for each in page.evaluate(small)]
            page.keyboard.press("Escape")
    moving = page.evaluate("document.getAnimations().length")
    assert (problems, moving) == ([], 0)


def test_beside_a_lesson_it_is_the_same_workspace(
    visit: Callable[..., Page],
) -> None:
    page = visit(single_lab)
    page.goto(f"/en/courses/{course.slug}/lessons/kernel-boundary/")
    page.locator("a[data-beside]").first.click()
    lab = page.frame_locator("#beside iframe")
    expect(lab.locator(".lab")).to_have_attribute("data-mode", "above")
    expect(lab.locator(".xterm-rows").first).to_contain_text("learner@lab")
    expect(lab.locator("#lab-text")).to_be_visible()
    rows = lab.locator(".terminal-panel:not([hidden]) .xterm-rows > div")
    assert rows.count() >= 20
    assert lab.get_by_role("separator").get_attribute("aria-orientation") == "horizontal"
