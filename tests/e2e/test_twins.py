"""Two machines side by side: each its own, one keystroke to both, what differs is marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import twins
from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.lab import stop
from tests.e2e.test_pages import examine_in_both_themes, widths
from tests.e2e.twins import left, marked, right, screen, see, type_line
from tests.site import Site


@pytest.fixture(scope="module")
def twins_site(site: Site) -> Site:
    twins.publish(site)
    return site


@pytest.fixture
def bench(browser: Browser, twins_site: Site, console: Console) -> Iterator[Page]:
    """The page of a lab of two machines that run, which are stopped again."""
    context = context_make(browser, twins_site, "en", viewport={"width": 1500, "height": 900})
    page = context.new_page()
    console.listen(page)
    twins.open_lab(page)
    twins.start(page)
    yield page
    stop(page)
    context.close()


def differing(page: Page, text: str) -> None:
    expect(page.locator("[data-twins-differ]")).to_contain_text(text)


def test_each_machine_has_what_is_typed_into_it_until_the_switch_is_on(bench: Page) -> None:
    type_line(bench, left, "echo one-$((1+1))")
    see(bench, left, "one-2")
    assert "one-" not in screen(bench, right)
    bench.get_by_role("switch").check()
    type_line(bench, left, "echo two-$((2+2))")
    type_line(bench, right, "echo three-$((2+3))")
    for machine in (left, right):
        see(bench, machine, "two-4")
        see(bench, machine, "three-5")
    bench.get_by_role("switch").uncheck()
    type_line(bench, right, "echo four-$((2+6))")
    see(bench, right, "four-8")
    assert "four-" not in screen(bench, left)


def test_lines_that_differ_are_marked_and_counted(bench: Page) -> None:
    bench.get_by_role("switch").check()
    differing(bench, "alike")
    type_line(bench, left, "clear; echo same; hostname; echo end")
    see(bench, right, r"\nend")
    differing(bench, "1 line differs")
    marked(bench, left, 1)
    marked(bench, right, 1)
    assert (
        bench.evaluate(
            """() => getComputedStyle(document.querySelector(".line-differs"), "::after").content"""
        )
        == '"≠"'
    )
    # The mark stands on the line that differs, and nowhere else.
    row, mark = bench.evaluate(
        """() => {
            const panel = document.querySelector("section[data-machine=left]");
            const rows = [...panel.querySelectorAll(".xterm-rows > div")];
            const row = rows.find(each => each.textContent.trim() === "left");
            const mark = panel.querySelector(".line-differs");
            return [row.getBoundingClientRect().top, mark.getBoundingClientRect().top];
        }"""
    )
    assert abs(row - mark) < 2
    # A line more on one side does not make all that follow differ.
    type_line(bench, left, "clear; [ $(hostname) = left ] && echo more; echo a; echo b; echo c")
    see(bench, right, r"\nc\s")
    differing(bench, "1 line differs")
    marked(bench, left, 1)
    marked(bench, right, 0)
    bench.get_by_role("switch").uncheck()
    marked(bench, left, 0)
    marked(bench, right, 0)


def test_a_command_of_the_guide_goes_where_it_is_meant(bench: Page) -> None:
    both, alone = bench.locator(".run-button").all()
    bench.get_by_role("switch").check()
    both.click()
    for machine in (left, right):
        see(bench, machine, "both-42")
    alone.click()
    see(bench, right, "alone-42")
    assert "alone-" not in screen(bench, left)


def test_arrows_reach_a_program_as_that_program_wants_them(bench: Page) -> None:
    """`cat -v` shows what a key sends: here in the mode that full-screen programs switch on."""
    type_line(bench, right, r"printf '\033[?1h'; echo on-$((6*7)); cat -v")
    type_line(bench, left, "echo on-$((6*7)); cat -v")
    for machine in (left, right):
        see(bench, machine, r"on-42")  # and so the terminal has read what came before it
    bench.get_by_role("switch").check()
    twins.focus(bench, left)
    bench.keyboard.press("ArrowUp")
    bench.keyboard.press("Enter")
    see(bench, left, r"\^\[\[A")
    see(bench, right, r"\^\[OA")


@pytest.mark.parametrize("width", ["desktop", "phone", "wide"])
def test_two_machines_are_accessible(
    browser: Browser, twins_site: Site, console: Console, width: str, screenshots: Path
) -> None:
    context = context_make(
        browser,
        twins_site,
        "en",
        viewport={"width": {**widths, "wide": 1720}[width], "height": 800},
        reduced_motion="reduce",
        has_touch=width == "phone",
        is_mobile=width == "phone",
    )
    page = context.new_page()
    console.listen(page)
    twins.open_lab(page)
    twins.start(page)
    # No kind of machine but containers is there yet: the second one is given another's look.
    page.locator(f"section[data-machine={right}]").evaluate(
        """each => each.classList.replace("container", "vm")"""
    )
    page.get_by_role("switch").check()
    type_line(page, left, "clear; uname -sr; hostname; id -un")
    see(page, right, r"\nlearner\s")
    differing(page, "1 line differs")
    name = f"twins-{width}"
    picture(page, screenshots / f"{name}-seen.png")
    problems = examine_in_both_themes(page, name, screenshots)
    page.locator(".terminal-settings summary").click()
    picture(page, screenshots / f"{name}-settings-seen.png")
    problems += examine_in_both_themes(page, f"{name}-settings", screenshots)
    page.get_by_label("Larger letters").press("Escape")
    expect(page.locator(".terminal-settings")).not_to_have_attribute("open", "")
    page.locator("[data-search-open]").first.click()
    page.keyboard.type("learner")
    expect(page.locator("[data-search-count]").first).to_contain_text("of 2")
    picture(page, screenshots / f"{name}-search-seen.png")
    problems += examine_in_both_themes(page, f"{name}-search", screenshots)
    box: dict[str, Any] = {
        machine: page.locator(f"section[data-machine={machine}]").bounding_box() or {}
        for machine in (left, right)
    }
    if width == "wide":
        assert box[left]["y"] == box[right]["y"]
        assert box[left]["x"] + box[left]["width"] <= box[right]["x"]
    else:  # one at a time
        shown = page.locator("section.machine.shown")
        expect(shown).to_have_count(1)
        assert shown.get_attribute("data-machine") == left
    stop(page)
    context.close()
    assert problems == []
