"""Every page of a site with something on it, as a visitor, a learner and a head open it: nothing is
cut or wider than the window. With SCREENSHOTS=folder there is a picture of each, in both themes and
three widths, to be looked at."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_class_pages import wrong_on
from tests.redteam.test_access import get_answers, ours, roles

sizes = {1440: 900, 1280: 720, 390: 844}
visitors = ("", "learner-0", "teacher")
scripts = ("classroom.py", "everything.py")
follow_seconds = 5.0
# What is asked for and is no page: probes, files, fragments; and pages that need somebody else's
# lab or place, which test_visits.py, test_board.py and test_invitations.py open.
elsewhere = {
    *("healthz", "healthz_live", "healthz_ready", "metrics", "api:openapi-json"),
    *("lti:config", "lti:jwks", "lessons:badge", "lessons:badge_status", "lessons:epub"),
    *("lessons:class_roster_csv", "lessons:grades_long", "lessons:grades_wide"),
    *("lessons:groups_csv", "lessons:notes_markdown", "lessons:quizzes", "lessons:results_file"),
    *("lessons:results_question_file", "lessons:results_tasks_file", "labs:recording_cast"),
    *("wizard:chart", "wizard:markdown"),
    *("lessons:assignment_exam_changes", "lessons:class_board_changes"),
    *("labs:end", "labs:restart", "labs:visit", "lessons:class_join"),
    *("lessons:revision_zip", "lessons:edit_problems", "lessons:class_people"),
}


class Furnished(NamedTuple):
    site: FakeSite
    pages: dict[str, dict[str, str]]  # who → name → path


@pytest.fixture(scope="module")
def furnished() -> Iterator[Furnished]:
    with FakeSite() as site:
        pages: dict[str, dict[str, str]] = {who: {} for who in visitors}
        for name in scripts:
            printed = site.command("shell", "-c", (Path(__file__).parent / name).read_text())
            found = next(line for line in printed.splitlines() if line.startswith("PAGES "))
            for who, paths in json.loads(found.removeprefix("PAGES ")).items():
                pages[who] |= paths
        yield Furnished(site, pages)


@pytest.mark.parametrize("who", visitors)
def test_no_page_is_cut_or_wider_than_the_window(
    browser: Browser, furnished: Furnished, console: Console, screenshots: Path, who: str
) -> None:
    page = context_make(browser, furnished.site, "en", reduced_motion="reduce").new_page()
    console.listen(page)
    if who:
        page.goto("/en/accounts/login/")
        page.locator("input[name=login]").fill(who)
        page.locator("input[name=password]").fill("a-long-enough-password")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "login" not in url)
    problems = []
    for name, path in furnished.pages[who].items():
        page.goto(path)
        for width, height in sizes.items():
            page.set_viewport_size({"width": width, "height": height})
            problems += wrong_once_settled(page, f"{name} {width}")
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                picture(page, screenshots / f"{name}-{width}-{theme}.png", full_page=True)
    # Pages that say that there is nothing, or nothing for this learner, are among them.
    refused = ("403 (Forbidden)", "404 (Not Found)")
    console.complaints[:] = [
        each for each in console.complaints if not any(word in each for word in refused)
    ]
    assert not problems, "\n".join(problems)


def wrong_once_settled(page: Page, name: str) -> list[str]:
    """What is still wrong when figures and players have followed the window, which they do in
    steps."""
    found = wrong_on(page, name)
    deadline = time.monotonic() + follow_seconds
    while found and time.monotonic() < deadline:
        page.wait_for_timeout(100)
        found = wrong_on(page, name)
    return found


def test_every_page_is_among_them(furnished: Furnished) -> None:
    """A page that is new and not opened here fails."""
    opened = {
        resolve(path.partition("?")[0]).view_name
        for paths in furnished.pages.values()
        for path in paths.values()
        if "no-such-page" not in path
    }
    # What all roles are refused is no page that one asks for.
    pages = {name for name in ours if len(get_answers.get(name, {})) < len(roles)}
    assert sorted(pages - opened - elsewhere) == []
