"""One terminal as its user expects it: search, looks, a screen reader's mode, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import (
    columns_come,
    inside,
    open_lab,
    prompt,
    running_lab,
    screen,
    see,
    start,
    stop,
    type_line,
)
from tests.e2e.test_pages import examine
from tests.site import Site


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    with running_lab(browser, site, console) as page:
        yield page


def test_the_keys_that_search_the_course_are_the_shells_in_a_terminal(bench: Page) -> None:
    bench.keyboard.type("echo gone")
    bench.keyboard.press("Control+a")
    bench.keyboard.press("Control+k")  # kills the line
    type_line(bench, "echo stays")
    see(bench, "stays")
    assert "gone" not in screen(bench)
    expect(bench.locator("#finder")).to_be_hidden()
    bench.locator("#lab-text").click()
    bench.keyboard.press("Control+k")
    expect(bench.locator("#finder-q")).to_be_focused()
    bench.keyboard.press("Escape")


def test_search_goes_through_what_has_scrolled_away(bench: Page) -> None:
    type_line(bench, "clear; for n in $(seq 1 300); do echo line-$n.; done")
    see(bench, "line-300")
    assert "line-7." not in screen(bench)
    bench.keyboard.press("Control+Shift+F")
    search = bench.get_by_role("search")
    bench.keyboard.type("line-7.")
    expect(search).to_contain_text("1 of 1")
    see(bench, r"line-7\.")
    field = search.get_by_role("searchbox")
    field.fill("line-29")
    expect(search).to_contain_text("11 of 11")  # line-29. and line-290. to line-299.
    bench.keyboard.press("Enter")
    expect(search).to_contain_text("10 of 11")
    bench.keyboard.press("Shift+Enter")
    expect(search).to_contain_text("11 of 11")
    search.get_by_role("button", name="Previous").click()
    expect(search).to_contain_text("10 of 11")
    field.fill("nowhere-to-be-seen")
    expect(search).to_contain_text("Not found")
    bench.keyboard.press("Escape")
    expect(search).to_be_hidden()
    assert bench.evaluate(inside)
    type_line(bench, "echo on-$((6*7))")
    see(bench, "on-42")


def test_the_search_is_opened_and_closed_by_its_button(bench: Page) -> None:
    opener = bench.get_by_role("button", name="Search in what main has shown")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(bench.get_by_role("searchbox")).to_be_focused()
    opener.press("Enter")
    expect(bench.get_by_role("search")).to_be_hidden()


def test_the_letters_size_is_chosen_by_keyboard_and_remembered(bench: Page) -> None:
    height = """() => document.querySelector(".terminal-panel:not([hidden]) .xterm-rows > div")
        .getBoundingClientRect().height"""
    before = bench.evaluate(height)
    bench.locator(".terminal-settings summary").press("Enter")
    larger = bench.get_by_role("button", name="Larger letters")
    for _ in range(4):
        larger.press("Enter")
    expect(bench.locator("[data-font-size]")).to_have_text("20")
    larger_by = f"({height})() > {before} * 1.3"
    bench.wait_for_function(larger_by)
    bench.reload()
    see(bench, prompt)
    bench.wait_for_function(larger_by)
    assert columns_come(bench, lambda columns: columns < 80)
    bench.locator(".terminal-settings summary").click()
    smaller = bench.get_by_role("button", name="Smaller letters")
    for _ in range(12):
        smaller.press("Enter")
    expect(smaller).to_have_attribute("aria-disabled", "true")
    expect(smaller).to_be_focused()


def test_themes_follow_the_page_or_the_readers_choice(bench: Page, screenshots: Path) -> None:
    color = """() => getComputedStyle(
        document.querySelector(".terminal-panel:not([hidden]) .xterm-scrollable-element")
    ).backgroundColor"""
    white, night, black = "rgb(255, 255, 255)", "rgb(20, 24, 31)", "rgb(0, 0, 0)"
    assert bench.evaluate(color) == white
    bench.locator("#bar-site > summary").click()
    bench.locator("[data-theme-switch]").click()
    bench.wait_for_function(f"({color})() === '{night}'")
    bench.locator(".terminal-settings summary").click()
    colours = bench.get_by_label("Colours")
    for choice, expected in (("light", white), ("contrast", black)):
        colours.select_option(choice)
        bench.wait_for_function(f"({color})() === '{expected}'")
        problems = examine(bench, f"terminal-{choice}-on-dark", screenshots)
        assert problems == []
    bench.reload()
    see(bench, prompt)
    bench.wait_for_function(f"({color})() === '{black}'")


def test_screen_readers_get_lines_that_are_text_and_it_is_remembered(bench: Page) -> None:
    bench.locator(".terminal-settings summary").click()
    bench.get_by_label("Screen reader mode").check()
    bench.keyboard.press("Escape")
    type_line(bench, "echo said-$((6*7))")
    see(bench, "said-42")
    tree = bench.locator(".terminal-panel:visible .xterm-accessibility-tree")
    expect(tree.get_by_text("said-42", exact=True)).to_have_count(1)
    expect(bench.locator(".terminal-panel:visible .live-region")).to_contain_text("said-42")
    bench.reload()
    see(bench, prompt)
    expect(bench.locator(".terminal-panel:visible .xterm-accessibility-tree")).to_have_count(1)


def test_a_full_screen_program_is_there_as_text_and_says_what_changes(
    bench: Page, screenshots: Path
) -> None:
    bench.locator(".terminal-settings summary").click()
    bench.get_by_label("Screen as text").check()
    bench.keyboard.press("Escape")
    text = bench.get_by_role("region", name="Machine main, terminal 1, as text")
    news = bench.locator(".terminal-panel:visible .terminal-text [aria-live=polite]")
    type_line(bench, "clear; echo said-$((6*7))")
    expect(text).to_contain_text("said-42")
    expect(news).to_have_text(re.compile("said-42"))
    for number in range(1, 6):  # the list that an installer shows, of which one line is marked
        type_line(bench, f"echo 'choice {number}' >>list")
    type_line(bench, "clear; nano list")
    expect(text).to_contain_text("choice 3")
    expect(news).to_contain_text("Read 5 lines")
    before = text.get_by_text("choice 5").element_handle()
    bench.keyboard.press("ArrowDown")
    expect(text.locator("[aria-current]")).to_have_text("choice 2")
    bench.keyboard.type("NEW ")
    expect(news).to_have_text(re.compile(r"^GNU nano \S+\s+list \*\s+NEW choice 2$"))
    shown = text.aria_snapshot()
    assert "NEW choice 2" in shown
    assert before.evaluate("line => line.isConnected")  # a reader that stood there still does
    assert examine(bench, "terminal-as-text", screenshots) == []
    bench.keyboard.press("Shift+F8")
    expect(text).to_be_focused()
    bench.keyboard.press("Shift+F8")
    assert bench.evaluate(inside)
    expect(text).to_be_visible()
    bench.reload()
    expect(text).to_contain_text("NEW choice 2")
    bench.locator(".terminal-panel:visible .xterm-helper-textarea").press("Shift+F8")
    bench.keyboard.press("Escape")
    expect(text).to_have_count(0)
    assert bench.evaluate(inside)
    bench.keyboard.press("Control+x")
    bench.keyboard.press("n")
    see(bench, prompt)


@pytest.mark.parametrize(
    "text", ["1234", "✅", "😀", "👨\u200d👩\u200d👧", "❤\ufe0f", "e\u0301", "漢字"]
)
def test_characters_have_the_columns_that_the_guest_counts(bench: Page, text: str) -> None:
    """The page answers where its cursor stands; `wc -L` is what the guest's own programs reckon."""
    type_line(
        bench,
        f"t='{text}'; IFS=';' read -rs -d R -p $'\\r'\"$t\"$'\\e[6n' row column;"
        ' clear; echo page-$((column-1)) guest-$(printf %s "$t" | wc -L).',
    )
    found = see(bench, r"page-(\d+) guest-(\d+)\.")
    assert found[1] == found[2]


def test_a_machine_speaks_the_language_of_the_page(
    browser: Browser, site: Site, console: Console
) -> None:
    """It is told once the prompt is there, which waits for nothing."""
    context = context_make(browser, site, "es", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    console.listen(page)
    open_lab(page, "es")
    start(page)
    type_line(page, "until grep -s . /tmp/.language; do sleep 0.1; done; echo told-$((6*7))")
    see(page, r"\nes\s+told-42")
    stop(page)
    context.close()


def test_a_line_with_wide_characters_is_edited_where_its_cursor_stands(bench: Page) -> None:
    bench.locator(".terminal-panel:visible .xterm-helper-textarea").focus()
    bench.keyboard.type("echo 😀😀😀x|")
    for key in ("ArrowLeft", "ArrowLeft", "Backspace"):
        bench.keyboard.press(key)
    see(bench, r"\$ echo 😀😀x\|\s*$")


def test_the_shell_gets_its_keys(bench: Page) -> None:
    """All but the few that the page names."""
    pressed = {
        "Control+f": "^F",
        "Control+r": "^R",
        "F6": "^[[17~",
        "Alt+f": "^[f",
        "Control+ArrowLeft": "^[[1;5D",
        "Shift+Tab": "^[[Z",
        "Tab": "^I",
        "Escape": "^[",
    }
    length = 20  # bytes that these keys send in all
    reads = f"echo on-$((6*7)); head -c {length} | cat -v; stty sane; echo; echo done-$((6*7))"
    type_line(bench, f"clear; stty raw -echo; {reads}")
    see(bench, "on-42")
    for key in pressed:
        bench.keyboard.press(key)
    shown = see(bench, r"(?s).*on-42.*done-42.*")[0]
    missing = [key for key, sent in pressed.items() if sent.replace("^I", "\t") not in shown]
    assert [key for key in missing if key != "Tab"] == []
    assert "^[[17~" + "^[f" in shown
