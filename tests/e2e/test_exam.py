"""An exam in the browsers of a teacher and a learner: begun by one, saved for the other."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from lessons.exams.scoring import end_each
from tests.e2e.conftest import Console, context_make
from tests.e2e.course import lesson_slugs
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.e2e.test_together import class_made, join
from tests.site import Site

# Nobody waits for an hour: the start is moved into the past, as if it had been then.
hour_passed = """
from datetime import timedelta
from django.db.models import F
from lessons.models import AssignmentStart, ExamBatch
for model in (AssignmentStart, ExamBatch):
    model.objects.update(started_at=F("started_at") - timedelta(minutes=61))
"""
came_out = """
from lessons.models import AssignmentWork, ExamPaper
work = AssignmentWork.objects.get()
given = sum(1 for each in work.test.items if each["answer"])
print("came out", work.counted, work.credit, given, ExamPaper.objects.get().by_site)
"""


def exam_made(page: Page, here: str) -> str:
    """The exam's address."""
    page.goto(f"{here}assignments/new/")
    page.locator("input[name=title]").fill("Midterm")
    page.locator("input[value='test:end']").check()
    page.locator("select[name=mode]").select_option("synchronised")
    page.locator("input[name=time_limit]").fill("60")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Midterm")
    return page.url


def counted(page: Page, seat: str, number: int) -> None:
    expect(page.locator(f".exam-counts [data-seat={seat}] strong")).to_have_text(str(number))


def test_an_exam_begins_is_saved_goes_on_elsewhere_and_is_handed_in(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    site = fresh
    page, here, code = class_made(browser, site, console)
    exam = exam_made(page, here)
    learner = context_make(browser, site, "es", reduced_motion="reduce").new_page()
    console.listen(learner)
    join(learner, code)
    learner.goto(exam.replace("/en/", "/es/"))
    problems = looked_at(learner, "exam-join-es", screenshots)
    learner.get_by_role("button", name="Estoy aquí").press("Enter")
    expect(learner.locator("#exam-clock")).to_contain_text("El examen se abre aquí")
    problems += looked_at(learner, "exam-waits-es", screenshots)

    # The teacher starts it: the learner's page begins by itself.
    page.get_by_role("link", name="Exam: who is there").click()
    counted(page, "waiting", 1)
    page.get_by_role("link", name="Start now…").click()
    expect(page.locator("main")).to_contain_text("1 of 1 learners have a place")
    problems += looked_at(page, "exam-start", screenshots)
    page.get_by_role("button", name="Start it").click()
    learner.wait_for_url(re.compile("/paper/end/$"), timeout=20_000)
    expect(learner.locator(".exam-left")).to_have_text(re.compile(r"^59:[0-5]\d$"))
    counted(page, "working", 1)
    expect(page.locator("#exam")).to_contain_text("Undo the start…")

    # Each answer is saved as it is given.
    questions = learner.locator("section[data-question]:has(input[type=radio])")
    saved = learner.locator("#exam-saved")
    questions.nth(0).locator("input[type=radio]").nth(1).check()
    expect(saved).to_have_text("Todas las respuestas están guardadas.")
    expect(page.locator("#exam")).to_contain_text("1 of ")
    expect(page.locator("#exam")).not_to_contain_text("Undo the start…")
    problems += looked_at(learner, "exam-paper-es", screenshots)
    problems += looked_at(page, "exam-list", screenshots)

    # Another browser of the same person has it, and neither writes over the other unseen.
    state = learner.context.storage_state()
    other = context_make(browser, site, "es", storage_state=state).new_page()
    other.goto(learner.url)
    theirs = other.locator("section[data-question]:has(input[type=radio])")
    expect(theirs.nth(0).locator("input[type=radio]").nth(1)).to_be_checked()
    questions.nth(0).locator("input[type=radio]").nth(0).check()
    expect(saved).to_have_text("Todas las respuestas están guardadas.")
    learner.wait_for_timeout(1500)
    theirs.nth(0).locator("input[type=radio]").nth(2).check()
    conflict = theirs.nth(0).locator("[data-conflict]")
    expect(conflict).to_contain_text("se ha respondido entretanto en otra ventana")
    expect(other.locator("#exam-saved")).to_contain_text("Sin guardar")
    problems += looked_at(other, "exam-conflict-es", screenshots)
    conflict.get_by_role("button", name="Dejar esta").click()
    expect(conflict).to_be_hidden()
    expect(other.locator("#exam-saved")).to_have_text("Todas las respuestas están guardadas.")

    # The first laptop dies; the other goes on, until the hour is over.
    learner.context.close()
    theirs.nth(1).locator("input[type=radio]").nth(0).check()
    expect(page.locator("#exam")).to_contain_text("2 of ")
    site.command("shell", "-c", hour_passed)
    other.wait_for_url(re.compile(r"/assignments/\d+/$"), timeout=20_000)
    expect(other.locator("main")).to_contain_text(
        f"Preguntas respondidas: 2 de {end_each * len(lesson_slugs())}."
    )
    problems += looked_at(other, "exam-over-es", screenshots)
    counted(page, "sent", 1)
    expect(page.locator("#exam")).to_contain_text("time over: what was saved")
    assert "came out True 100 2 True" in site.command("shell", "-c", came_out)
    assert not problems


def test_answers_to_a_lesson_in_an_exam_go_on_at_another_laptop(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    page, here, code = class_made(browser, fresh, console)
    page.goto(f"{here}assignments/new/")
    page.locator("input[name=title]").fill("Quiz")
    lesson = page.locator("input[value^='lesson:']").first
    slug = (lesson.get_attribute("value") or "").removeprefix("lesson:")
    lesson.check()
    page.locator("input[name=time_limit]").fill("60")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Quiz")

    learner = context_make(browser, fresh, "es", reduced_motion="reduce").new_page()
    console.listen(learner)
    join(learner, code)
    learner.goto(page.url.replace("/en/", "/es/"))
    learner.get_by_role("button", name="Empezar").click()
    expect(learner.locator("main")).to_contain_text("Empezado")
    learner.goto(f"/es/courses/containers-vs-kvm/lessons/{slug}/")
    form = learner.locator("form[data-keep]:has(input[type=radio])").first
    expect(form.locator(".draft-state")).to_be_empty()
    form.locator("input[type=radio]").nth(1).check()
    expect(form.locator(".draft-state")).to_contain_text("Guardada.")
    form.scroll_into_view_if_needed()
    problems = looked_at(learner, "lesson-draft-es", screenshots)

    # The laptop dies, and another goes on.
    state = learner.context.storage_state()
    where = learner.url
    learner.context.close()
    other = context_make(browser, fresh, "es", storage_state=state).new_page()
    console.listen(other)
    other.goto(where)
    theirs = other.locator("form[data-keep]:has(input[type=radio])").first
    expect(theirs.locator("input[type=radio]").nth(1)).to_be_checked()
    expect(theirs.locator(".draft-state")).to_contain_text("Guardada.")
    # What is sent is an attempt; the next one has a draft of its own.
    asked = other.locator("section.question:has(form[data-keep]:has(input[type=radio]))").first
    question = other.locator(f"section.question#{asked.get_attribute('id')}")
    question.get_by_role("button", name="Enviar").click()
    expect(question.locator(".verdict, .result, [data-verdict]").first).to_be_visible()
    assert not problems
