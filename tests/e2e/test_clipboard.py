"""Copy and paste: by keys, by the menu, by touch; several lines, and lines with keys in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import inside, open_lab, running_lab, screen, see, start, stop, type_line
from tests.site import Site


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    with running_lab(browser, site, console) as page:
        yield page


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def pick(page: Page, text: str) -> tuple[float, float]:
    """Selects a word of the last line that has `text`, by a double click; where that was."""
    rows = page.locator(".terminal-panel:visible .xterm-rows > div", has_text=text)
    box = rows.last.bounding_box()
    assert box
    point = (box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.dblclick(*point)
    return point


def test_copy_and_paste_by_the_usual_keys(bench: Page) -> None:
    type_line(bench, "clear; echo word-$((6*7))")
    see(bench, "word-42")
    pick(bench, "word-42")
    bench.keyboard.press("Control+Shift+C")
    bench.wait_for_function("navigator.clipboard.readText().then(text => text === 'word-42')")
    bench.keyboard.type("echo pasted-")
    bench.keyboard.press("Control+Shift+V")
    bench.keyboard.press("Enter")
    see(bench, r"\npasted-word-42")


def test_the_context_menu_finds_what_is_selected_and_where_to_paste(bench: Page) -> None:
    """The menu is the browser's own; it offers what the element under the pointer can do."""
    type_line(bench, "clear; echo menu-$((6*7))")
    see(bench, "menu-42")
    point = pick(bench, "menu-42")
    bench.mouse.click(*point, button="right")
    target = bench.evaluate("[document.activeElement.tagName, document.activeElement.value]")
    assert target == ["TEXTAREA", "menu-42"]


def test_control_c_stays_the_shells_also_with_a_selection(bench: Page) -> None:
    type_line(bench, "sleep 300")
    see(bench, "sleep 300")
    pick(bench, "sleep")
    bench.keyboard.press("Control+c")
    see(bench, r"\^C")
    type_line(bench, "echo free-$((6*7))")
    see(bench, "free-42")


def test_several_lines_wait_at_the_prompt_of_a_shell(bench: Page) -> None:
    """bash asks for brackets around what is pasted: nothing runs before Enter."""
    bench.evaluate("navigator.clipboard.writeText('echo a-$((40+1))\\necho b-$((40+2))\\n')")
    bench.locator(".terminal-panel:visible textarea").press("Control+Shift+V")
    see(bench, r"echo b-")
    bench.wait_for_timeout(300)
    assert "a-41" not in screen(bench)
    bench.keyboard.press("Enter")
    see(bench, "a-41")
    see(bench, "b-42")


def test_several_lines_are_asked_about_where_each_would_run_at_once(bench: Page) -> None:
    type_line(bench, "echo up-$((6*7)); cat")
    see(bench, "up-42")  # and so the shell has given up its brackets
    bench.evaluate("navigator.clipboard.writeText('first\\nsecond\\n')")
    textarea = bench.locator(".terminal-panel:visible textarea")
    textarea.press("Control+Shift+V")
    dialog = bench.get_by_role("dialog", name="Paste several lines?")
    expect(dialog).to_contain_text("Lines: 2")
    expect(dialog).to_contain_text("second")
    bench.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "first" not in screen(bench)
    textarea.press("Control+Shift+V")
    dialog.get_by_role("button", name="Paste", exact=True).click()
    see(bench, r"second\s[\s\S]*second")
    assert bench.evaluate(inside)
    bench.keyboard.press("Control+d")


def test_what_is_pasted_cannot_press_keys(bench: Page) -> None:
    """The sequence that ends the brackets, and a line that would then run."""
    bench.evaluate(
        r"navigator.clipboard.writeText('echo tame\u001b[201~\u0003\r\necho wild-$((6*7))\r\n')"
    )
    bench.locator(".terminal-panel:visible textarea").press("Control+Shift+V")
    see(bench, "echo wild")
    bench.wait_for_timeout(300)
    assert "wild-42" not in screen(bench)
    bench.keyboard.press("Control+c")


def test_on_a_touch_screen_there_are_buttons(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(
        browser,
        site,
        "en",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    keys = page.get_by_role("group", name="Keys that a touch keyboard lacks")
    keys.get_by_role("button", name="Paste").tap()
    expect(page.locator("[data-terminal-said]")).to_contain_text("did not let the page read")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('echo touched-$((6*7))')")
    keys.get_by_role("button", name="Paste").tap()
    see(page, "echo touched")
    page.keyboard.press("Enter")
    see(page, "touched-42")
    keys.get_by_role("button", name="Up").tap()
    see(page, r"touched-42\s+learner@lab:\S+ echo touched")
    keys.get_by_role("button", name="Ctrl+C").tap()
    see(page, r"\^C")
    held = keys.get_by_role("button", name="Ctrl", exact=True)
    held.tap()
    expect(held).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("r")
    see(page, "reverse-i-search")
    expect(held).to_have_attribute("aria-pressed", "false")
    keys.get_by_role("button", name="Ctrl+C").tap()
    keys.get_by_role("button", name="Copy").tap()
    expect(page.locator("[data-terminal-said]")).to_contain_text("Copied all")
    assert "touched-42" in clipboard(page)
    for number in (2, 3, 4):  # more than the bar has room for
        page.get_by_role("button", name="Another terminal of main").tap()
        tab = page.get_by_role("tab", name=f"Terminal {number}")
        expect(tab).to_be_in_viewport(ratio=0.9)
    stop(page)
    context.close()


def paste(page: Page, script: str) -> None:
    """Puts what the script gives into the clipboard, and pastes it."""
    page.evaluate(f"navigator.clipboard.writeText({script})")
    page.locator(".terminal-panel:visible textarea").press("Control+Shift+V")


def test_a_line_that_the_terminal_would_cut_is_a_file_for_who_wants_it_whole(bench: Page) -> None:
    """Linux keeps 4,095 bytes of a line for a program that reads lines, and says nothing."""
    type_line(bench, "echo up-$((6*7)); cat >cut")
    see(bench, "up-42")
    paste(bench, "'x'.repeat(6000)")
    dialog = bench.get_by_role("dialog", name="Paste a line that may be cut?")
    expect(dialog).to_contain_text("The longest line has 6,000 bytes")
    bench.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "xxx" not in screen(bench)
    paste(bench, "'x'.repeat(6000)")
    dialog.get_by_role("button", name="As a file").click()
    expect(bench.get_by_role("tab", name="Terminal 2")).to_have_attribute("aria-selected", "true")
    written = see(bench, r"6000 (/home/learner/pasted-\d+)")[1]
    type_line(bench, f"clear; tr -d x <{written} | wc -c; echo said-$((6*7))")
    see(bench, r"^0\s+said-42")
    bench.get_by_role("tab", name="Terminal 1").click()
    paste(bench, "'x'.repeat(6000)")  # and who does not mind has what the terminal gives
    dialog.get_by_role("button", name="Paste it all the same").click()
    expect(dialog).to_be_hidden()
    see(bench, "xxx")
    bench.wait_for_function(inside)
    bench.keyboard.press("Enter")
    bench.keyboard.press("Control+d")
    type_line(bench, "clear; wc -c cut")
    see(bench, "4096 cut")


def test_a_shell_and_an_editor_take_long_lines_without_a_question(bench: Page) -> None:
    paste(bench, "'echo ' + 'y'.repeat(6000) + ' | wc -c'")
    bench.keyboard.press("Enter")
    see(bench, r"\n6001\s")
    type_line(bench, "clear; nano kept")
    see(bench, "New File")
    paste(bench, "'z'.repeat(6000)")
    bench.keyboard.press("Control+s")
    see(bench, "Wrote 1 line")
    bench.keyboard.press("Control+x")
    see(bench, "learner@lab")
    type_line(bench, "clear; tr -d '\\n' <kept | wc -c")
    see(bench, r"^6000\s")


def test_a_mebibyte_arrives_whole_in_a_program_that_reads_as_it_comes(bench: Page) -> None:
    size = 1024 * 1024
    type_line(bench, f"stty raw -echo; echo up-$((6*7)); head -c {size} | sha256sum; stty sane")
    see(bench, "up-42")
    paste(bench, f"Array.from({{length: {size}}}, (_, at) => 'abcdefghijk'[at % 11]).join('')")
    bench.get_by_role("button", name="Paste it all the same").click()
    whole = ("abcdefghijk" * size)[:size]
    see(bench, hashlib.sha256(whole.encode()).hexdigest())
    type_line(bench, "echo on-$((6*7))")
    see(bench, "on-42")
