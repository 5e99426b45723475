"""A lab as a learner drives it: what the screen shows, what is typed, which tasks have ticked."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, patience
from tests.site import Site

lab = "whose-kernel"
prompt = "learner@lab"
inside = "document.activeElement.classList.contains('xterm-helper-textarea')"  # the terminal


def open_lab(page: Page, language: str) -> None:
    page.goto(f"/{language}/courses/{course.slug}/labs/{lab}/")


def start(page: Page) -> None:
    """Presses Start and waits for the prompt in the terminal."""
    page.locator("form.start button").click()
    # The screen of a machine that has ended stays, prompt and all, until the next one is there.
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
    see(page, prompt)


def end_menu(page: Page | FrameLocator) -> None:
    """Opens the menu of what ends machines; it may be open still from what was asked before."""
    if not page.locator("#bar-end[open]").count():
        page.locator("#bar-end > summary").click()


def stop_press(page: Page | FrameLocator) -> None:
    """Asks for the end, and says yes."""
    end_menu(page)
    page.locator("#lab-state form[action$='/stop/'] button").click()


def fresh(page: Page | FrameLocator) -> None:
    """Asks for fresh machines, and says yes."""
    end_menu(page)
    page.locator("#lab-state form[action$='/reset/'] button").click()


def stop(page: Page) -> None:
    stop_press(page)
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")


@contextmanager
def running_lab(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    """A fresh visitor's page of the lab, running, with the right to use the clipboard."""
    context = context_make(browser, site, "en", viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    yield page
    stop(page)
    context.close()


def screen(page: Page) -> str:
    """The text of the visible terminal, its lines joined."""
    text: str = page.evaluate(
        """() => [...document.querySelectorAll(".terminal-panel")]
            .filter(panel => panel.offsetParent)
            .flatMap(panel => [...panel.querySelectorAll(".xterm-rows > div")])
            .map(row => row.textContent).join("\\n")"""
    )
    return text.replace("\xa0", " ")


@contextmanager
def lab_of(page: Page, language: str) -> Iterator[None]:
    """The lab's page with a running machine, which is stopped again."""
    open_lab(page, language)
    start(page)
    yield
    open_lab(page, language)
    if page.locator("#lab-state[data-state=ready]").count():
        stop(page)


def see(page: Page, text: str, *, seconds: float = patience) -> re.Match[str]:
    """Waits until the terminal shows `text`, which may be a regular expression: the last place.

    What was seen is in the match. The next look may come while the terminal is drawn anew.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := list(re.finditer(text, screen(page))):
            return found[-1]
        page.wait_for_timeout(50)
    raise AssertionError(f"{text!r} is not on the screen:\n{screen(page)}")


def type_line(page: Page, line: str) -> None:
    page.locator(".terminal-panel:visible .xterm-helper-textarea").focus()
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def columns_come(page: Page, wanted: Callable[[int], bool]) -> int:
    """Asks the shell for its width until it is one that is wanted: it hears of a new one soon."""
    end = time.monotonic() + patience
    columns = 0
    for number in itertools.count(1):
        assert time.monotonic() < end, f"the shell has {columns} columns"
        type_line(page, f"clear; echo width-{number}-$(stty size | cut -d' ' -f2)-")
        columns = int(see(page, rf"width-{number}-(\d+)-")[1])
        if wanted(columns):
            break
    return columns


def done(page: Page, task: str) -> bool:
    return "done" in (page.locator(f"#task-{task}").get_attribute("class") or "").split()
