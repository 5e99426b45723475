"""Connections that break: what comes back by itself, and what becomes of what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocket, WebSocketRoute, expect

from tests.e2e.conftest import Console
from tests.e2e.lab import inside, prompt, running_lab, screen, see, type_line
from tests.site import Site


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

    def let_through(self, page: Page) -> None:
        """What was held goes on, once the page has come back and there is something to hold."""
        while not self.release:
            page.wait_for_timeout(50)
        self.release.pop()()

    def cut(self, code: int = 1012) -> None:
        self.open.pop().close(code=code)


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    with running_lab(browser, site, console) as page:
        yield page


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


def test_the_terminal_comes_back_by_itself_with_its_screen(bench: Page, line: Line) -> None:
    type_line(bench, "echo mark-$((6*7))")
    see(bench, "mark-42")
    line.cut()
    connected(bench)
    see(bench, "mark-42")
    type_line(bench, "echo again-$((6*7))")
    see(bench, "again-42")


def test_a_full_screen_program_comes_back_and_leaves_no_trace(bench: Page, line: Line) -> None:
    """It has printed more than the server keeps: what set its modes is gone."""
    words = "in_less_" * 8
    type_line(bench, f"for n in {{10001..18000}}; do echo $n {words}; done >big; less --mouse big")
    see(bench, "10001 in_less")
    bench.keyboard.type(" " * 180)  # pages, of some two thousand characters each
    bench.keyboard.press("g")
    see(bench, "10001 in_less")
    bench.keyboard.type("50p")
    before = see(bench, r"(?s)^\s*14001 in_less.*$")[0]
    line.cut()
    connected(bench)
    see(bench, re.escape(before))
    other = bench.context.new_page()
    other.set_viewport_size({"width": 1280, "height": 800})
    other.goto(bench.url)
    see(other, re.escape(before))
    for page in (bench, other):
        expect(page.locator(".terminal-panel:visible .enable-mouse-events")).to_be_visible()
    bench.locator(".terminal-panel:visible .xterm-screen").hover()
    bench.mouse.wheel(0, 300)  # which less is told of, as long as it has the mouse
    see(bench, r"^\s*140(?!01)\d\d in_less")
    bench.locator(".terminal-panel:visible .xterm-helper-textarea").press("q")
    for page in (bench, other):
        see(page, r"less --mouse big\s+learner@lab:\S+ *\n*$")
        page.bring_to_front()
        page.locator(".terminal-panel:visible .xterm-helper-textarea").press("Control+Shift+F")
        page.get_by_role("searchbox").fill("14001 in_less")
        expect(page.get_by_role("search")).to_contain_text("Not found")
    other.close()


def test_what_is_typed_without_a_connection_is_kept_and_said_to_be(bench: Page, line: Line) -> None:
    line.plan = ["hold"]
    line.cut()
    status(bench, "lost")
    type_line(bench, "echo kept-$((6*7))")
    status(bench, "is kept")
    expect(bench.get_by_role("button", name="Connect now")).to_be_visible()
    bench.wait_for_timeout(700)
    assert "kept-42" not in screen(bench)
    line.let_through(bench)
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
    line.let_through(bench)
    connected(bench)
    type_line(bench, "echo next-$((6*7))")
    see(bench, "next-42")
    assert "late-" not in screen(bench)
    assert "long-" not in screen(bench)


def test_news_that_could_not_be_fetched_are_fetched_later(bench: Page, console: Console) -> None:
    """While the page servers start again they are refused, or nobody is there at all."""
    failures = ["refused", "broken"]

    def fail(route: Route) -> None:
        way = failures.pop(0) if failures else "through"
        if way == "refused":
            route.fulfill(status=503)
        elif way == "broken":
            route.abort()
        else:
            route.continue_()

    bench.route("**/state/", fail)
    bench.locator("#lab-state").evaluate("state => state.classList.add('old')")
    type_line(bench, "touch ~/kernel.txt")  # what is missing is another thing now: news
    expect(bench.locator("#lab-state.old")).to_have_count(0)
    assert failures == []
    console.complaints.clear()  # the browser says of both that they failed


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


def test_a_flood_is_taken_in_and_can_be_stopped(bench: Page) -> None:
    """More than the server sends without an acknowledgement: 1 MiB."""
    sent: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: sent.append(str(data)))

    bench.on("websocket", listen)
    bench.reload()
    see(bench, prompt)
    type_line(bench, "seq 1 400000; echo end-$((6*7))")
    see(bench, "end-42", seconds=60)
    assert sum('"ack"' in frame for frame in sent) > 10
    type_line(bench, "yes")
    see(bench, r"\ny\s*\ny")
    bench.keyboard.press("Control+c")
    see(bench, r"\^C")
    see(bench, r"learner@lab:\S+ *\n*$")
