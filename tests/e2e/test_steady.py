"""What one reads in a lab stays where it is while the page's scripts come and lay it out."""

from __future__ import annotations

from threading import Event

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_pages import drawn

address = f"/en/courses/{course.slug}/labs/start-up-race/"
sizes = {"laptop": (1280, 720), "tablet": (900, 700), "phone": (390, 844)}
# The paragraph that stands at a third of what is seen of the text; marked, it is found again.
read = """() => {
    const text = document.querySelector("#lab-text");
    const frame = text.getBoundingClientRect();
    const [top, bottom] = [Math.max(frame.top, 0), Math.min(frame.bottom, innerHeight)];
    const line = top + (bottom - top) / 3;
    const found = document.querySelector("[data-read]") ??
        [...text.querySelectorAll(":is(h2, h3, p, pre, li)")]
            .find((each) => each.getBoundingClientRect().bottom > line);
    found.dataset.read = "";
    return Math.round(found.getBoundingClientRect().top);
}"""

# Whether a line of it is seen in the text.
seen = """() => {
    const frame = document.querySelector("#lab-text").getBoundingClientRect();
    const { top, bottom } = document.querySelector("[data-read]").getBoundingClientRect();
    return top < frame.bottom - 10 && bottom > frame.top + 10;
}"""


@pytest.fixture(params=sizes)
def page(
    request: pytest.FixtureRequest, browser: Browser, pretended: FakeSite, console: Console
) -> Page:
    """Of somebody whose lab runs."""
    width, height = sizes[request.param]
    context = context_make(browser, pretended, "en", viewport={"width": width, "height": height})
    page = context.new_page()
    console.listen(page)
    page.goto(address)
    page.locator("form.start button").click()
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
    return page


def test_whoever_reads_before_the_scripts_are_there_keeps_their_line(page: Page) -> None:
    let_go = Event()

    def later(route: Route) -> None:
        if let_go.is_set():
            route.continue_()
        else:
            held.append(route)

    held: list[Route] = []
    page.route("**/js/lab*.js", later)
    page.reload(wait_until="commit")
    page.locator("#task-a-boot").wait_for(state="attached")
    page.evaluate("document.querySelector('#task-a-boot').scrollIntoView({ block: 'start' })")
    before = page.evaluate(read)
    let_go.set()
    for route in held:
        route.continue_()
    expect(page.locator(".xterm-rows").first).to_contain_text("learner@lab")
    if page.locator("[data-mode=above]").count():  # the text has moved itself
        assert page.evaluate(seen)
    else:  # what stands above it may have found its height
        assert abs(page.evaluate(read) - before) <= 8


def read_on(page: Page) -> None:
    """Shows the text, where it is one of two panes."""
    if page.locator(".lab-panes").is_visible():
        page.locator("[data-show-pane=text]").click()


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    page.evaluate("() => new Promise((then) => setTimeout(then, 300))")


scroll = """part => {
    const text = document.querySelector("#lab-text");
    text.scrollTo(0, (text.scrollHeight - text.clientHeight) * part);
    delete document.querySelector("[data-read]")?.dataset.read;
}"""
changes = ((390, 900), (900, 390), (1440, 900), (900, 1440), (390, 1440), (1440, 390))


@pytest.mark.parametrize("page", ["laptop"], indirect=True)
def test_another_window_keeps_what_is_read_in_sight(page: Page) -> None:
    """Wherever one reads, the end included, whose text may have got shorter; and where the machines
    are shown while the window changes."""
    lost = []
    for before, after in changes:
        for part, pane in ((0.2, "text"), (0.97, "text"), (0.5, "machines")):
            widen(page, before)
            read_on(page)
            page.evaluate(scroll, part)
            page.evaluate(drawn)
            page.evaluate(read)
            if page.locator(".lab-panes").is_visible():
                page.locator(f"[data-show-pane={pane}]").click()
            widen(page, after)
            read_on(page)
            if not page.evaluate(seen):
                lost.append(f"{before} to {after} px, {part} of the text, {pane}")
    assert lost == []


# Scrolled between a request's answer and what is swapped by it, in a part of the text that stays.
scrolled_meanwhile = """() => new Promise((then) => {
    const text = document.querySelector("#lab-text");
    document.addEventListener("htmx:beforeSwap", () => text.scrollTo(0, 321), { once: true });
    document.addEventListener("htmx:afterSettle", () => setTimeout(() => then(text.scrollTop), 200),
        { once: true });
    htmx.trigger("#lab-state", "refresh");
})"""


def test_a_scroll_while_tasks_are_swapped_is_not_taken_back(page: Page) -> None:
    read_on(page)
    page.locator("#task-a-boot").evaluate("each => each.scrollIntoView({ block: 'start' })")
    assert abs(page.evaluate(scrolled_meanwhile) - 321) <= 1
