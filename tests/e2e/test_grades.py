"""Grades in a browser: both themes and widths, from the keyboard, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.e2e.test_pages import colours, examine, rules, widths
from tests.e2e.test_visits import make_instructor
from tests.site import Site

password = "of-the-grader-alone"
# A class of eight learners and six assignments, with grades of every kind.
graded = f"""
from datetime import timedelta
from django.utils import timezone
from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import wall_time_at
from lessons.assignments.services import Item, assignment_create
from lessons.classes.grades.services import grade_change
from lessons.classes.services import class_create
from lessons.models import (
    AssignmentWork, Attempt, Class, Course, GradeInquiry, GradeScheme, InquiryMessage, Membership)
from lessons.publishing import selectors
from virtlearn.people.models import User
by = User.objects.get(username='grader')
published = selectors.course_current('{course.slug}')
head = published.course.lessons[0]
if not Class.objects.filter(name='Grades').exists():
    row = class_create(
        course=Course.objects.get(slug='{course.slug}'), by=by, name='Grades', time_zone='UTC')
    made = []
    for number in range(6):
        days = -1 if number < 3 else 3
        due = Deadline(at=wall_time_at(timezone.now() + timedelta(days=days), 'UTC'))
        made.append(assignment_create(
            row=row, by=by, title=f'Week {{number + 1}}, about machines', rule=Rule(due=due),
            items=[Item(kind='lesson', lesson=head.slug)]))
    for number in range(8):
        user = User.objects.create_user(f'graded-{{number}}', password='{password}')
        member = Membership.objects.create(
            in_class=row, user=user, state='joined', name=f'Learner Nguyễn {{number}}')
        for at, (name, points) in enumerate(head.questions.items()):
            attempt = Attempt.objects.create(
                user=user, course='{course.slug}', lesson=head.slug, question=name, number=1,
                language='en', answer=['1'], fraction=1, points=points, correct=True)
            AssignmentWork.objects.create(
                assignment=made[0], membership=member, attempt=attempt, counted=True,
                credit=60 if number % 2 else 100, reason='credit')
        if number == 0:
            grade_change(assignment=made[1], membership=member, by=by, kind='excused',
                         reason='Ill')
            grade_change(assignment=made[2], membership=member, by=by, kind='points', points=1.5,
                         reason='On paper.')
            asked = GradeInquiry.objects.create(assignment=made[0], membership=member)
            InquiryMessage.objects.create(inquiry=asked, from_teacher=False, text='Why so?')
    GradeScheme.objects.create(in_class=row, by=by, kept={{'categories': [
        {{'id': '1', 'title': 'Homework', 'weight': 40.0, 'drop': 1}},
        {{'id': '2', 'title': 'Exams', 'weight': 60.0}}],
        'places': {{str(made[2].pk): {{'category': '2'}}}}}})
row = Class.objects.get(name='Grades')
print(row.pk, GradeInquiry.objects.get(membership__in_class=row).pk)
"""


def sign_in(page: Page, language: str, name: str) -> None:
    page.goto(f"/{language}/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").click()


def test_a_teacher_reads_and_changes_grades_and_a_learner_reads_theirs(
    browser: Browser, site: Site, language: str, console: Console, screenshots: Path
) -> None:
    site.command("shell", "-v0", "-c", make_instructor.format("grader", password))
    number, inquiry = site.command("shell", "-v0", "-c", graded).split()[-2:]
    here = f"/{language}/classes/{number}/grades/"
    problems: list[str] = []
    visits = (("desktop", "light", True), ("phone", "dark", True), ("phone", "light", False))
    for width, theme, scripts in visits:
        kind = rules if theme == "light" else colours
        options = {
            "viewport": {"width": widths[width], "height": 900},
            "color_scheme": theme,
            "java_script_enabled": scripts,
            "reduced_motion": "reduce",
        }
        page = context_make(browser, site, language, **options).new_page()
        console.listen(page)
        sign_in(page, language, "grader")
        for what, address in (
            ("grades", here),
            ("grades-pseudonyms", f"{here}?pseudonyms=1"),
            ("grades-settings", f"{here}settings/"),
            ("grades-settings-changed", f"{here}settings/?from=0"),
            ("grades-inquiries", f"{here}inquiries/"),
            ("grades-inquiry", f"{here}inquiries/{inquiry}/"),
            ("grades-files", f"{here}files/"),
            ("grades-upload", f"{here}upload/"),
            ("grades-canvas", f"{here}canvas/"),
        ):
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            if scripts:
                problems += examine(page, f"{what}-{width}-{theme}", screenshots, kind)
        page.goto(here)
        table = page.locator(".grades")
        name = table.locator("tbody th").first
        before = name.bounding_box()
        assert before
        table.focus()
        for _press in range(12):
            page.keyboard.press("ArrowRight")
        after = name.bounding_box()
        assert after
        assert after["x"] == before["x"]  # it stays in sight
        table.locator("tbody tr").first.locator("td a").nth(2).focus()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("On paper.")
        if scripts:
            problems += examine(page, f"grade-{width}-{theme}", screenshots, kind)
        page.context.close()

        page = context_make(browser, site, language, **options).new_page()
        console.listen(page)
        sign_in(page, language, "graded-0")
        page.goto(f"{here}mine/")
        for summary in page.locator("details summary").all():
            summary.click()
        expect(page.locator("main")).to_contain_text("On paper.")
        expect(page.locator("main")).not_to_contain_text("Nguyễn 1")
        if scripts:
            problems += examine(page, f"grades-mine-{width}-{theme}", screenshots, kind)
        page.context.close()
    assert problems == []
