"""The live board of a class in a teacher's browser, while its learners read and work."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.e2e.test_together import class_made, join, send
from tests.site import Site

# A machine of each would take long: their rows are written as the site does.
work = """
from datetime import timedelta
import msgspec
from django.utils import timezone
from labs.catalog.provider import lab_get
from labs.models import LabSession, TaskResult
from lessons.models import Membership, ReadingPlace
now = timezone.now()
members = Membership.objects.filter(role="learner").select_related("in_class__course")
for number, member in enumerate(members.order_by("pk")):
    course = member.in_class.course.slug
    ReadingPlace.objects.create(user=member.user, course=course, lesson="kernel-boundary",
                                at=now - timedelta(minutes=number))
    if number == 3:
        break
    lab = lab_get(course, "whose-kernel")
    session = LabSession.objects.create(
        user=member.user, course=course, lab=lab.slug, revision=lab.digest, title=lab.title,
        spec_json=msgspec.to_builtins(lab.spec), state="ready", due_at=now + timedelta(hours=1),
        ready_at=now - timedelta(minutes=4), last_input_at=now,
        expires_at=now + timedelta(hours=1),
    )
    if number == 1:
        TaskResult.objects.create(session=session, task=lab.spec.tasks[0].id, tries=3)
"""
raise_hand = """
from labs.models import LabSession
from labs.sharing.help_requests import hand_raise
hand_raise(session=LabSession.objects.get(user__memberships__name="Person 2"), note="It hangs.")
"""

# What a screen reader is given to say.
heard = """() => {
  window.heard = [];
  const said = document.getElementById("board-raised");
  new MutationObserver(() => { if (said.textContent) window.heard.push(said.textContent); })
    .observe(said, { childList: true, characterData: true, subtree: true });
}"""
away = 30_000  # ms without a connection


def test_a_teacher_sees_at_once_who_needs_help(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    site = fresh
    page, here, code = class_made(browser, site, console)
    page.goto(here)
    page.get_by_role("link", name="Open the live board").click()
    expect(page.locator("#board")).to_contain_text("No learner has joined yet")

    learner = context_make(browser, site, "es").new_page()
    console.listen(learner)
    join(learner, code)
    for number in (1, 2, 3):
        request = context_make(browser, site, "en").request
        send(request, f"/en/join/{code}/", name=f"Person {number}")
    expect(page.locator("#board tbody tr")).to_have_count(4)  # without a reload
    site.command("shell", "-c", work)
    rows = page.locator("#board tbody th")
    expect(page.locator("#board")).to_contain_text("1 person seems to be stuck.")
    expect(rows).to_have_text(["Person 1", "Person 2", "Person 3", "Łukasz Żółć"])

    # The keyboard keeps its place, and a raised hand is told once.
    button = page.locator("#board tr", has_text="Person 1").locator("button[value=type]")
    button.focus()
    site.command("shell", "-c", raise_hand)
    said = page.locator("#board-raised")
    expect(said).to_have_text("Person 2 raises a hand.")
    expect(rows.first).to_have_text("Person 2")
    expect(button).to_be_focused()
    expect(page).to_have_title(re.compile(r"^\(1\) Live board"))
    problems = looked_at(page, "board", screenshots)
    page.locator("#board tr", has_text="Person 2").locator("[id^=done-]").press("Enter")
    expect(rows.first).to_have_text("Person 1")
    expect(page.locator("#board")).to_contain_text("No hand is raised.")
    expect(said).to_have_text("")

    # A message is on pages that are open; who has read it closes it.
    page.get_by_text("Message to all").click()
    page.get_by_label("Message, on one line").fill("Break until ten.")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Break until ten.")
    problems += looked_at(page, "board-message", screenshots)
    expect(learner.locator("#class-notes")).to_contain_text("Break until ten.", timeout=15_000)
    problems += looked_at(learner, "class-message-es", screenshots)
    # A call to a heading is in a lesson that is open, which stays until its reader goes.
    learner.goto("/es/courses/containers-vs-kvm/lessons/kernel-boundary/")
    page.get_by_label("Bring all to a heading").select_option(index=3)
    page.get_by_role("button", name="Ask them").press("Enter")
    expect(page.locator("main")).to_contain_text("All are asked to look at")
    bar = learner.locator("#class-notes .class-note", has_text="Tu docente te pide que mires")
    expect(bar).to_be_visible(timeout=15_000)
    problems += looked_at(learner, "class-call-es", screenshots)
    learner.evaluate("window.kept = true")
    bar.get_by_role("button", name="Ahora no").press("Enter")
    expect(bar).to_have_count(0)
    assert learner.evaluate("window.kept")

    learner.goto("/es/courses/containers-vs-kvm/labs/build-a-container/")
    problems += looked_at(learner, "lab-message-es", screenshots)
    learner.get_by_role("button", name="Lo he leído").press("Enter")
    expect(learner).to_have_url(re.compile("/labs/build-a-container/$"))
    expect(learner.locator("#class-notes")).not_to_contain_text("Break")
    assert not problems


def test_the_keyboard_goes_through_rows_and_a_page_that_was_away_catches_up(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
) -> None:
    site = fresh
    page, here, code = class_made(browser, site, console)
    for number in (1, 2, 3):
        request = context_make(browser, site, "en").request
        send(request, f"/en/join/{code}/", name=f"Person {number}")
    site.command("shell", "-c", work)
    page.goto(f"{here}board/")
    page.evaluate("window.kept = true")
    page.evaluate(heard)

    first = page.locator("#board tbody tr").first.locator("button[value=watch]")
    first.focus()
    page.keyboard.press("End")
    last = page.locator("#board tbody tr").last
    expect(last.locator("button[value=watch]")).to_be_focused()
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#board tbody tr").nth(1).locator("button[value=watch]")).to_be_focused()

    known = len(console.complaints)
    page.context.set_offline(True)
    site.command("shell", "-c", raise_hand)
    page.wait_for_timeout(away)
    expect(page.locator("#board")).to_contain_text("No hand is raised.")
    page.context.set_offline(False)
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in console.complaints[known:])
    del console.complaints[known:]
    expect(page.locator("#board-raised")).to_have_text("Person 2 raises a hand.", timeout=15_000)
    expect(page.locator("#board tbody th").first).to_have_text("Person 2")
    page.wait_for_timeout(5_000)  # some more answers
    assert page.evaluate("window.kept")  # it was not loaded anew
    assert page.evaluate("window.heard") == ["Person 2 raises a hand."]
