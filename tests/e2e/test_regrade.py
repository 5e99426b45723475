"""Grading answers again in a browser: published, looked at, done, read by a learner, undone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.test_grades import password, sign_in
from tests.e2e.test_pages import colours, examine, rules, widths
from tests.e2e.test_visits import make_instructor
from tests.lessons.courses import course_change, course_write
from tests.site import Site

# A class of three learners, of whom two answered one number and one another.
answered = """
from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.classes.services import class_create
from lessons.models import AssignmentWork, Attempt, Class, Course, Membership
from virtlearn.people.models import User
by = User.objects.get(username='regrader')
course = Course.objects.get(slug='{slug}')
row = class_create(course=course, by=by, name='Mended', time_zone='UTC')
work = assignment_create(row=row, by=by, title='Processes', rule=Rule(),
                         items=[Item(kind='lesson', lesson='first')])
for number, answer in enumerate(('5', '5', '64321')):
    user = User.objects.create_user(f'{slug}-{{number}}', password='{password}')
    member = Membership.objects.create(
        in_class=row, user=user, state='joined', name=f'Learner Nguyễn {{number}}')
    right = answer == '64321'
    attempt = Attempt.objects.create(
        user=user, course='{slug}', lesson='first', question='limit', number=1,
        revision=course.current, language='en', answer=[answer], fraction=right, points=right,
        correct=right)
    AssignmentWork.objects.create(
        assignment=work, membership=member, attempt=attempt, counted=True, credit=100,
        reason='credit')
print(row.pk)
"""


def look(page: Page, name: str, screenshots: Path) -> list[str]:
    """What is wrong with the page in both widths and both themes."""
    problems = []
    for width in ("desktop", "phone"):
        page.set_viewport_size({"width": widths[width], "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            kind = rules if theme == "light" else colours
            problems += examine(page, f"{name}-{width}-{theme}", screenshots, kind)
    return problems


def test_a_mended_key_goes_to_the_answers_and_back(
    browser: Browser,
    site: Site,
    language: str,
    console: Console,
    screenshots: Path,
    tmp_path: Path,
) -> None:
    slug = f"mended-{language}"
    folder = course_write(tmp_path / slug)
    course_change(folder, 'slug = "small"', f'slug = "{slug}"')
    site.command("course", "publish", str(folder))
    site.command("shell", "-v0", "-c", make_instructor.format("regrader", password))
    asked = site.command("shell", "-v0", "-c", answered.format(slug=slug, password=password))
    number = asked.split()[-1]
    course_change(folder / "lessons" / "01-first", "= 64321", "= 5")
    said = site.command("course", "publish", "--anyway", str(folder))
    assert "question `limit`: the key has changed: 3 answers" in said

    here = f"/{language}/classes/{number}/"
    context = context_make(browser, site, language, reduced_motion="reduce")
    page = context.new_page()
    console.listen(page)
    sign_in(page, language, "regrader")
    page.goto(f"{here}grades/")
    page.locator(f"main a[href='{here}regrade/']").click()
    question = page.locator("main .regrades a")
    expect(question).to_have_count(1)
    problems = look(page, "regrades", screenshots)
    question.click()
    rows = page.locator("main .grade-lines tbody tr")
    expect(rows).to_have_count(3)
    problems += look(page, "regrade-question", screenshots)
    page.locator("input[name=mode][value=higher]").check()
    page.locator("input[name=reason]").fill("The key was wrong.")
    page.locator("main form.narrow button").click()
    card = page.locator("main .card")
    expect(card).to_contain_text("The key was wrong.")
    expect(page.locator("main .regrades")).to_have_count(0)
    problems += look(page, "regrade-done", screenshots)

    own = context_make(browser, site, language, reduced_motion="reduce").new_page()
    console.listen(own)
    sign_in(own, language, f"{slug}-0")
    own.goto(f"{here}grades/mine/")
    own.locator("details summary").first.click()
    expect(own.locator("main .regraded")).to_contain_text("The key was wrong.")
    problems += look(own, "regrade-mine", screenshots)

    card.locator("button").click()
    expect(page.locator("main .regrades a")).to_have_count(1)
    own.reload()
    expect(own.locator("main .regraded")).to_have_count(0)
    assert problems == []
    own.context.close()
    context.close()
