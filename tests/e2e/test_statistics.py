"""Statistics for instructors in a browser: both themes and widths, and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e import course
from tests.e2e.conftest import Console
from tests.e2e.instructor_visits import instructor_visits
from tests.e2e.test_pages import examine
from tests.site import Site

# Twelve learners: who does well elsewhere is wrong at the first question.
answered = f"""
from lessons.assessment import question_bank
from lessons.models import Attempt
from lessons.publishing import selectors
from virtlearn.people.models import User
published = selectors.course_current('{course.slug}')
head = published.course.lessons[0]
questions = question_bank.questions_of(published, head.slug)
digests = question_bank.digests_of('{course.slug}', published.digest, head.slug)
for number in range(12):
    user, new = User.objects.get_or_create(username=f'answers-{{number}}')
    for at, (name, question) in enumerate(questions.items() if new else ()):
        right = (number < 4) if at == 0 else number >= 6
        picks = [each.id for each in getattr(question, 'choices', ()) if each.right == right]
        Attempt.objects.create(
            user=user, course='{course.slug}', lesson=head.slug, question=name, number=1,
            language='en', answer=picks[:1] or ['1'], fraction=right, points=right, correct=right,
            digest=digests[name])
"""


def test_an_author_reads_the_statistics(
    browser: Browser, site: Site, language: str, console: Console, screenshots: Path
) -> None:
    site.command("shell", "-v0", "-c", answered)
    problems: list[str] = []
    for page, width, theme, scripts, kind in instructor_visits(
        browser, site, language, console, "author"
    ):
        page.goto(f"/{language}/teach/{course.slug}/results/")
        expect(page.locator(".todo.wrong-key").first).to_be_visible()
        if scripts:
            problems += examine(page, f"statistics-{width}-{theme}", screenshots, kind)
        page.locator(".answers tbody th a").first.click()
        expect(page.locator("figure svg")).to_be_visible()
        expect(page.locator("h2").first).to_have_id(re.compile("^series-"))
        if scripts:
            problems += examine(page, f"statistics-question-{width}-{theme}", screenshots, kind)
        with page.expect_download() as download:
            page.locator("a", has_text="CSV").click()
        assert download.value.suggested_filename.endswith(".csv")
        page.goto(f"/{language}/teach/{course.slug}/tasks/")
        expect(page.locator("h1")).to_be_visible()
    assert problems == []
