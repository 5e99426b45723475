"""A teacher sees on the live board what a learner types, as long as the learner agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import password
from tests.e2e.conftest import Console, context_make, patience
from tests.e2e.lab import open_lab, see, start, stop, type_line
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.e2e.test_together import class_made
from tests.site import Site

soon = patience * 1000  # ms: two processes look every two seconds
learner_make = """
from virtlearn.people.models import User
User.objects.create_user(username='ana', password='{0}', first_name='Ana', last_name='Ruiz')
"""
others_make = """
from datetime import timedelta
import msgspec
from django.utils import timezone
from labs.catalog.provider import lab_get
from labs.core.screen import Screen
from labs.models import LabSession
from labs.sharing.screens import screens_want, screens_write
from lessons.models import Class, Membership
from virtlearn.people.models import User
row, now = Class.objects.select_related('course').get(), timezone.now()
lab = lab_get(row.course.slug, 'whose-kernel')
for number in range(7):
    user = User.objects.create_user(username=f'person-{number}')
    Membership.objects.create(in_class=row, user=user, state='joined', screens=True)
    session = LabSession.objects.create(
        user=user, course=row.course.slug, lab=lab.slug, revision=lab.digest, title=lab.title,
        spec_json=msgspec.to_builtins(lab.spec), state='ready', due_at=now + timedelta(hours=1),
        ready_at=now, last_input_at=now, expires_at=now + timedelta(hours=1),
    )
    screens_want([session.pk])
    text = '\\n'.join('%02d ' % line + 'x' * 77 for line in range(1, 25))
    screens_write({session.pk: [Screen(machine='main', tab=1, cols=132, lines=50, top=26,
                                       text=text if number else '$ ')]})
"""


@pytest.fixture
def teacher(browser: Browser, fresh: Site, console: Console) -> tuple[Page, str, str]:  # noqa: F811
    """With a class that asks its learners; its address and code."""
    page, here, code = class_made(browser, fresh, console)
    page.goto(f"{here}settings/")
    page.get_by_label("Show terminals' screens on the live board").select_option("ask")
    page.get_by_role("button", name="Save the settings").click()
    return page, here, code


def learner_in(browser: Browser, site: Site, console: Console, code: str) -> Page:
    """An account that has joined, at the page of a lab."""
    site.command("shell", "-c", learner_make.format(password))
    page = context_make(
        browser, site, "en", viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ).new_page()
    console.listen(page)
    page.goto("/en/accounts/login/")
    page.locator("input[name=login]").fill("ana")
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").click()
    page.goto(f"/en/join/{code}/")
    page.locator("main form button").first.click()
    open_lab(page, "en")
    return page


def card(page: Page, name: str) -> Locator:
    return page.locator("#screens li", has=page.locator("h3", has_text=name))


def test_a_teacher_sees_what_a_learner_types_until_the_learner_ends_it(
    browser: Browser,
    fresh: Site,  # noqa: F811
    teacher: tuple[Page, str, str],
    console: Console,
    screenshots: Path,
) -> None:
    page, here, code = teacher
    learner = learner_in(browser, fresh, console, code)
    expect(learner.locator("main")).to_contain_text("May your teachers see the screens")
    problems = looked_at(learner, "screens-question", screenshots)
    start(learner)
    page.goto(f"{here}board/")
    page.get_by_role("link", name="Show screens").click()
    expect(page.locator("#screens-words")).to_contain_text("1 lab runs whose screens are not shown")
    page.evaluate("window.kept = true")

    # A yes on the lab's page is enough.
    learner.get_by_role("button", name="They may").click()
    see(learner, "learner@lab")
    note = learner.locator("#people-there")
    expect(note).to_contain_text("Your class's board shows the screens", timeout=soon)
    mine = card(page, "Ana Ruiz")
    type_line(learner, "echo typed-$((40+2))")
    expect(mine.locator("pre")).to_contain_text("typed-42", timeout=soon)
    assert page.evaluate("window.kept")
    problems += looked_at(learner, "screens-note", screenshots)

    # The keyboard stays where it is while the screen changes.
    look = mine.locator("button[value=watch]")
    look.focus()
    type_line(learner, r"printf '\033[31m<b>\342\200\256bold</b>\n'")
    expect(mine.locator("pre")).to_contain_text("<b>bold</b>", timeout=soon)
    expect(look).to_be_focused()
    assert "\u202e" not in (mine.locator("pre").text_content() or "")
    assert page.locator("#screens b").count() == 0
    problems += looked_at(page, "screens-one", screenshots)
    look.press("Enter")
    expect(page.locator("#visit-state")).to_be_visible()
    see(page, "typed-42")
    page.goto(f"{here}board/?screens=on")
    expect(mine.locator("pre")).to_contain_text("typed-42", timeout=soon)

    # Withdrawn on the lab's page: gone from the board, and from the learner's page.
    learner.get_by_role("button", name="Don't show mine").click()
    expect(page.locator("#screens li")).to_have_count(0, timeout=soon)
    expect(page.locator("#screens-words")).to_contain_text("No screen to show right now.")
    expect(note).not_to_contain_text("Your class's board shows", timeout=soon)

    # The learner's log has who looked.
    learner.goto("/en/account/log/")
    expect(learner.locator("main")).to_contain_text("teacher")
    expect(learner.locator("main")).to_contain_text("saw the terminals' screens")
    open_lab(learner, "en")
    stop(learner)
    assert not problems


def test_a_wall_of_screens_is_driven_by_the_keyboard(
    browser: Browser,
    fresh: Site,  # noqa: F811
    teacher: tuple[Page, str, str],
    screenshots: Path,
) -> None:
    page, here, _code = teacher
    fresh.command("shell", "-c", others_make)
    page.goto(f"{here}board/?screens=on")
    cards = page.locator("#screens li")
    expect(cards).to_have_count(7)
    expect(cards.nth(1)).to_contain_text("lines 27–50 of 50, 80 of 132 columns")
    problems = looked_at(page, "screens-wall", screenshots)
    cards.first.locator("button[value=watch]").focus()
    page.keyboard.press("ArrowDown")
    expect(cards.nth(1).locator("button[value=watch]")).to_be_focused()
    page.keyboard.press("End")
    expect(cards.last.locator("button[value=watch]")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(cards.first.locator("button[value=type]")).to_be_focused()
    # A screen reader is told nothing of what changes here.
    assert page.locator("#screens [aria-live=polite], #screens [role=status]").count() == 0
    # Without the switch the board is as it was.
    page.goto(f"{here}board/")
    expect(page.locator("#screens")).to_have_count(0)
    assert not problems
