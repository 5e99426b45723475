"""One terminal as its user expects it: connections that break, search, clipboard, looks, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import open_lab, prompt, screen, see, start, stop, type_line
from tests.e2e.test_pages import examine
from tests.site import Site

inside = "document.activeElement.classList.contains('xterm-helper-textarea')"


class Line:
    """What lies between page and server. `cut` breaks it; `plan` says what becomes of the next
    connections: "refuse" takes what is typed and closes without an answer, as a server does that
    has no shell to give; "hold" lets nothing of the server through; all others go through."""

    def __init__(self, page: Page) -> None:
        self.plan: list[str] = []
        self.open: list[WebSocketRoute] = []
        self.refused: list[str | bytes] = []
        self.release: list[Callable[[], None]] = []
        page.route_web_socket("**/ws/terminal/**", self.route)

    def route(self, socket: WebSocketRoute) -> None:
        way = self.plan.pop(0) if self.plan else "through"
        if way == "refuse":
            socket.on_message(self.refuse)
            self.open.append(socket)
            return
        server = socket.connect_to_server()
        self.open.append(socket)
        if way == "hold":
            held: list[str | bytes] = []

            def hold(message: str | bytes) -> None:
                held.append(message)

            def release() -> None:
                for message in held:
                    socket.send(message)
                server.on_message(lambda message: socket.send(message))  # noqa: PLW0108

            server.on_message(hold)
            self.release.append(release)

    def refuse(self, message: str | bytes) -> None:
        self.refused.append(message)

    def cut(self, code: int = 1012) -> None:
        self.open.pop().close(code=code)


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    """The page of a lab that runs, with the right to use the clipboard."""
    context = context_make(browser, site, "en", viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    yield page
    stop(page)
    context.close()


@pytest.fixture
def line(bench: Page) -> Line:
    """The bench again, over a line that can be cut."""
    made = Line(bench)
    bench.reload()
    see(bench, prompt)
    return made


def status(page: Page, text: str) -> None:
    expect(page.locator(".terminal-panel:visible .terminal-status")).to_contain_text(text)


def connected(page: Page) -> None:
    expect(page.locator(".terminal-panel:visible")).to_have_attribute("data-status", "open")
    expect(page.locator(".terminal-panel:visible .terminal-status")).to_be_hidden()


# Connections


def test_the_terminal_comes_back_by_itself_with_its_screen(bench: Page, line: Line) -> None:
    type_line(bench, "echo mark-$((6*7))")
    see(bench, "mark-42")
    line.cut()
    connected(bench)
    see(bench, "mark-42")
    type_line(bench, "echo again-$((6*7))")
    see(bench, "again-42")


def test_what_is_typed_without_a_connection_is_kept_and_said_to_be(bench: Page, line: Line) -> None:
    line.plan = ["hold"]
    line.cut()
    status(bench, "lost")
    type_line(bench, "echo kept-$((6*7))")
    status(bench, "is kept")
    expect(bench.get_by_role("button", name="Connect now")).to_be_visible()
    bench.wait_for_timeout(700)
    assert "kept-42" not in screen(bench)
    line.release.pop()()
    see(bench, "kept-42")
    connected(bench)


def test_a_server_that_has_no_shell_to_give_swallows_nothing(bench: Page, line: Line) -> None:
    """Its socket is open, and what one types into it would be gone."""
    line.plan = ["refuse"]
    line.cut()
    while not line.open:
        bench.wait_for_timeout(50)
    type_line(bench, "echo whole-$((6*7))")
    bench.wait_for_timeout(300)
    line.cut(code=4503)
    see(bench, "whole-42")
    assert line.refused == []


def test_what_is_not_taken_is_said_not_to_be(bench: Page, line: Line) -> None:
    line.plan = ["hold"]
    line.cut()
    status(bench, "lost")
    bench.evaluate("navigator.clipboard.writeText('echo long-' + 'x'.repeat(2000))")
    bench.locator(".terminal-panel:visible textarea").press("Control+Shift+V")
    status(bench, "not taken")
    type_line(bench, "echo late-$((6*7))")
    line.release.pop()()
    connected(bench)
    type_line(bench, "echo next-$((6*7))")
    see(bench, "next-42")
    assert "late-" not in screen(bench)
    assert "long-" not in screen(bench)


def test_a_button_connects_at_once(bench: Page, line: Line) -> None:
    line.plan = ["refuse"] * 5
    for _ in range(6):  # after the fifth the page waits for ten seconds
        while not line.open:
            bench.wait_for_timeout(20)
        line.cut()
    status(bench, "lost")
    bench.get_by_role("button", name="Connect now").click()
    connected(bench)
    assert bench.evaluate(inside)


def test_a_form_swapped_in_just_now_leaves_no_old_terminal_to_type_into(bench: Page) -> None:
    """The moment in which htmx does not listen to a form yet: its button was pressed, the browser
    sent it, and for as long as that took the old prompt stood there and took what was typed."""
    old = bench.locator("#lab-state").get_attribute("data-session")
    opened: list[str] = []
    bench.on("websocket", lambda socket: opened.append(socket.url))
    left = bench.evaluate(
        """() => new Promise(done => {
            const press = () => {
                document.querySelector("#lab-state form[action$='/reset/'] button").click();
                done(document.querySelectorAll(".xterm-rows").length);
            };
            document.addEventListener("htmx:afterSwap", press, {once: true});
            htmx.trigger("#lab-state", "refresh");
        })"""
    )
    assert left == 0
    expect(bench.locator("#lab-state[data-state=ready]")).not_to_have_attribute(
        "data-session", str(old)
    )
    see(bench, prompt)
    assert opened
    assert not any(str(old) in url for url in opened)
    type_line(bench, "echo new-$((6*7))")
    see(bench, "new-42")


# Search


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


# The clipboard


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
    type_line(bench, "cat")
    bench.wait_for_timeout(300)
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


# Looks


def test_the_letters_size_is_chosen_by_keyboard_and_remembered(bench: Page) -> None:
    height = """() => document.querySelector(".terminal-panel:not([hidden]) .xterm-rows > div")
        .getBoundingClientRect().height"""
    before = bench.evaluate(height)
    bench.get_by_text("Terminal settings").press("Enter")
    larger = bench.get_by_role("button", name="Larger letters")
    for _ in range(4):
        larger.press("Enter")
    expect(bench.locator("[data-font-size]")).to_have_text("20")
    assert bench.evaluate(height) > before * 1.3
    bench.reload()
    see(bench, prompt)
    assert bench.evaluate(height) > before * 1.3
    type_line(bench, "stty size")
    see(bench, r"\n\d+ \d+")
    assert int(screen(bench).split("stty size")[1].split()[1]) < 50
    bench.get_by_text("Terminal settings").click()
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
    bench.locator("[data-theme-switch]").click()
    bench.wait_for_function(f"({color})() === '{night}'")
    bench.get_by_text("Terminal settings").click()
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
    bench.get_by_text("Terminal settings").click()
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


# Keys


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
    type_line(bench, "clear; stty raw -echo; timeout 4 cat -v; stty sane; echo; echo done-$((6*7))")
    bench.wait_for_timeout(500)
    for key in pressed:
        bench.keyboard.press(key)
    see(bench, "done-42")
    shown = screen(bench)
    missing = [key for key, sent in pressed.items() if sent.replace("^I", "\t") not in shown]
    assert [key for key in missing if key != "Tab"] == []
    assert "^[[17~" + "^[f" in shown
