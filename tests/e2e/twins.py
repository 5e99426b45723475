"""A course for the browser tests: one lab of two machines, and what is typed and seen in each."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import patience
from tests.site import Site

slug = "twins"
lab = "side-by-side"
left, right = "left", "right"
# xterm.js draws once a frame: what a key did is on the screen after the next one.
drawn = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

course_toml = """slug = "twins"
languages = ["en", "es"]
license = "CC-BY-SA-4.0"
authors = ["Test authors"]

[title]
en = "Twins"
es = "Gemelas"

[summary]
en = "For tests."
es = "Para pruebas."
"""

lesson = """---
title: Begin
summary: Begin here.
objectives:
  - understand: Tell two machines apart.
minutes: 5
---
## Here {#here}

Two machines.
"""

guide = """---
title: Side by side
summary: Two machines.
---
Look at both.

``` {.sh .run}
echo both-$((40+2))
```

``` {.sh .run machine=right}
echo alone-$((40+2))
```
"""

lab_toml = """minutes = 20

[[machines]]
name = "left"
kind = "container"

[[machines]]
name = "right"
kind = "container"
"""


def publish(site: Site) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "course.toml": course_toml,
            f"labs/{lab}/lab.toml": lab_toml,
            **{f"lessons/01-begin/lesson.{each}.md": lesson for each in ("en", "es")},
            **{f"labs/{lab}/lab.{each}.md": guide for each in ("en", "es")},
        }
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        site.command("course", "publish", folder)


def open_lab(page: Page, language: str = "en") -> None:
    page.goto(f"/{language}/courses/{slug}/labs/{lab}/")


def start(page: Page) -> None:
    page.locator("form.start button").click()
    for machine in (left, right):
        see(page, machine, f"learner@{machine}")


def screen(page: Page, machine: str) -> str:
    rows = page.locator(
        f"section[data-machine={machine}] .terminal-panel:not([hidden]) .xterm-rows > div"
    )
    return "\n".join(rows.all_text_contents()).replace("\xa0", " ")


def see(page: Page, machine: str, text: str, *, seconds: float = patience) -> None:
    """Waits until the machine's terminal shows `text`, which may be a regular expression."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if re.search(text, screen(page, machine)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{text!r} is not on the screen of {machine}:\n{screen(page, machine)}")


def bring(page: Page, machine: str) -> None:
    """Into sight, where there is room for one machine."""
    choice = page.locator(f"[data-show-machine={machine}]")
    if choice.is_visible():
        choice.click()


def focus(page: Page, machine: str) -> None:
    bring(page, machine)
    page.locator(f"section[data-machine={machine}] .terminal-panel:visible textarea").focus()


def type_line(page: Page, machine: str, line: str) -> None:
    focus(page, machine)
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def page_back_to(page: Page, machine: str, text: str, *, seconds: float = patience) -> str:
    """Looks through what the machine's terminal has shown, a page at a time and again, until it
    shows `text`, which may be a regular expression; the screen then."""
    focus(page, machine)
    end = time.monotonic() + seconds
    key = "Shift+PageUp"
    while time.monotonic() < end:
        before = screen(page, machine)
        if re.search(text, before):
            return before
        page.keyboard.press(key)
        page.evaluate(drawn)
        if screen(page, machine) == before:  # nothing is beyond: once more, the other way
            key = {"Shift+PageUp": "Shift+PageDown"}.get(key, "Shift+PageUp")
    raise AssertionError(f"{text!r} was never on the screen of {machine}:\n{before}")


def marked(page: Page, machine: str, lines: int) -> None:
    """Waits until so many lines of the machine's screen are marked as differing."""
    marks = page.locator(f"section[data-machine={machine}] .line-differs")
    expect(marks).to_have_count(lines)
