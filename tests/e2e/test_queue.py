"""A server with one machine: who comes second waits on the page, and starts without a reload."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import axe
from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import open_lab, see, start, stop, stop_press, type_line
from tests.site import Site

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def small() -> Iterator[Site]:
    one = {"LABS_MAX": "1", "LABS_PER_USER": "1", "POOL_MIN": "1", "POOL_MAX": "1"}
    with Site(one) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, small: Site, console: Console) -> Iterator[NewPage]:
    contexts = []

    def make(language: str = "en", **options: bool) -> Page:
        context = context_make(browser, small, language, **options)
        contexts.append(context)
        page = context.new_page()
        console.listen(page)
        open_lab(page, language)
        return page

    yield make
    for context in contexts:
        context.close()


def press_start(page: Page) -> None:
    page.locator("form.start button").click()


def queued(page: Page, words: str) -> None:
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "queued")
    expect(page.locator("#lab-status .lab-state-title")).to_contain_text(words)


def test_the_turn_comes_by_itself_and_brings_the_prompt(visitor: NewPage) -> None:
    first, second, third = visitor(), visitor(), visitor("es")
    start(first)
    type_line(first, "echo mine-$((6*7)) >~/mine; cat ~/mine")
    see(first, "mine-42")
    press_start(second)
    queued(second, "You are next")
    expect(second.locator("[data-announce]")).to_contain_text("You are next")
    press_start(third)
    expect(third.locator("#lab-state")).to_have_attribute("data-state", "queued")
    second.evaluate("window.kept = true")

    stop(first)
    see(second, "learner@lab")
    assert second.evaluate("window.kept")  # the page was not loaded again
    type_line(second, "echo there-$(ls -A ~ | wc -l)-is-nothing")
    see(second, "there-0-is-nothing")
    stop(second)
    see(third, "learner@lab")
    stop(third)


def test_the_queue_can_be_left_with_the_keyboard(visitor: NewPage) -> None:
    first, second = visitor(), visitor()
    start(first)
    press_start(second)
    queued(second, "You are next")
    leave = second.locator("#queue-leave")
    leave.focus()
    second.wait_for_timeout(3500)  # the page has asked again meanwhile
    assert second.evaluate("document.activeElement.id") == "queue-leave"
    assert axe.violations(second) == []
    second.keyboard.press("Enter")
    expect(second.locator("#lab-state")).to_have_attribute("data-state", "ended")
    stop(first)


def test_without_scripts_the_page_looks_again_by_itself(visitor: NewPage) -> None:
    first, second = visitor(), visitor(java_script_enabled=False)
    start(first)
    press_start(second)
    queued(second, "You are next")
    expect(second.get_by_role("link", name="Look again")).to_be_visible()
    stop(first)
    expect(second.locator("#lab-state")).to_have_attribute("data-state", "ready")
    stop_press(second)


def test_a_closed_page_gives_up_the_turn(visitor: NewPage) -> None:
    first, second, third = visitor(), visitor(), visitor()
    start(first)
    press_start(second)
    queued(second, "You are next")
    press_start(third)
    queued(third, "You are number 2")
    second.context.close()
    third.wait_for_timeout(32_000)  # so long a page may be silent
    stop(first)
    see(third, "learner@lab")
    stop(third)
