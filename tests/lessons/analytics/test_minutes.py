"""Minutes of lessons and labs: of who is done, up to when they were, under no name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from labs.catalog.provider import lab_get
from labs.models import EndReason, LabSession, LabState, TaskResult
from lessons.analytics.minutes import MinutesRow, minutes_rows
from lessons.analytics.scope import Scope
from lessons.classes.services import class_create
from lessons.models import Attempt, Course, HintOpened, Membership
from lessons.publishing import selectors
from tests.conftest import client_of, user_make
from tests.lessons.analytics.made import answer, learners, order
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import Role, User

slug, course = "whose-kernel", "containers-vs-kvm"
now = timezone.now()
page = f"/en/teach/{course}/minutes/"


@pytest.fixture
def shipped(db: None) -> list[str]:
    """The tasks of a lab of the course that ships, which is published."""
    course_publish(course_folder)
    selectors.current_forget()
    lab = lab_get(course, slug)
    assert lab
    return [task.id for task in lab.spec.tasks]


def minutes_later(minutes: float) -> datetime:
    return now - timedelta(days=1) + timedelta(minutes=minutes)


def session(user: User, tasks: Sequence[str], ready: float, *ticks: float | None) -> None:
    """Machines ready after so many minutes, and a tick, or none, for each of the first tasks."""
    row = LabSession.objects.create(
        user=user,
        course=course,
        lab=slug,
        revision="x",
        spec_json={},
        state=LabState.ENDED,
        due_at=now,
        ready_at=minutes_later(ready),
        ended_at=now,
        end_reason=EndReason.LEARNER,
    )
    for task, tick in zip(tasks, ticks, strict=False):
        passed = None if tick is None else minutes_later(tick)
        outcome = "passed" if passed else ""
        TaskResult.objects.create(session=row, task=task, outcome=outcome, passed_at=passed)


def whole(user: User, tasks: Sequence[str], minutes: float, ready: float = 0) -> None:
    """All tasks, evenly, within so many minutes."""
    step = minutes / len(tasks)
    session(user, tasks, ready, *(ready + step * (place + 1) for place in range(len(tasks))))


def found(scope: Scope | None = None) -> MinutesRow:
    published = selectors.course_current_or_404(course)
    rows = minutes_rows(published, scope) if scope else minutes_rows(published)
    return next(row for row in rows if row.kind == "lab" and row.slug == slug)


def test_a_lab_has_the_median_of_who_is_done(shipped: list[str]) -> None:
    for user, minutes in zip(learners(5), (10, 20, 30, 40, 50), strict=True):
        whole(user, shipped, minutes)
    session(user_make("half-way"), shipped, 0, 7)
    row = found()
    assert row.taken.median == pytest.approx(30)
    assert row.taken.first == pytest.approx(20)
    assert row.taken.third == pytest.approx(40)
    assert (row.taken.people, row.began) == (5, 6)


def test_four_are_too_few_and_not_even_counted(shipped: list[str]) -> None:
    for user in learners(4):
        whole(user, shipped, 10)
    row = found()
    assert not row.known
    assert (row.began, row.taken.people) == (None, 0)


def test_a_lab_in_two_sessions_is_one_work_without_the_night_between(shipped: list[str]) -> None:
    first, *others = shipped
    for user in learners(5):
        session(user, [first], 0, 6)
        session(user, others, 600, *(603 for _ in others))
    assert found().taken.median == pytest.approx(9)


def test_what_comes_after_the_last_tick_is_no_part_of_it(shipped: list[str]) -> None:
    for user in learners(5):
        whole(user, shipped, 10)
        whole(user, shipped, 10, ready=12)
    assert found().taken.median == pytest.approx(10)


def test_who_teaches_does_not_count(shipped: list[str]) -> None:
    for user in learners(4):
        whole(user, shipped, 10)
    whole(user_make("teacher", role=Role.INSTRUCTOR), shipped, 10)
    assert not found().known


def test_a_class_has_its_own(shipped: list[str]) -> None:
    head = user_make("head", role=Role.HEAD)
    group = class_create(
        course=Course.objects.get(slug=course), by=head, name="Ours", time_zone="UTC"
    )
    for number, user in enumerate(learners(10)):
        whole(user, shipped, 20 if number < 5 else 60)
        if number < 5:
            Membership.objects.create(
                in_class=group,
                user=user,
                role=Membership.Role.LEARNER,
                state=Membership.State.JOINED,
                joined_at=now,
            )
    assert found().taken.median == pytest.approx(40)
    assert found(Scope(group.pk, "Ours")).taken.median == pytest.approx(20)


@pytest.mark.usefixtures("course")
def test_a_lesson_runs_from_the_first_deed_to_its_last_question() -> None:
    for user in learners(5):
        HintOpened.objects.create(
            user=user, course="small", lesson="first", question=order[0], number=1
        )
        HintOpened.objects.filter(user=user).update(at=minutes_later(0))
        for place, question in enumerate(order):
            given = answer(user, question)
            Attempt.objects.filter(pk=given.pk).update(at=minutes_later(3 * place + 2))
        again = answer(user, order[0], number=2)  # once all is answered, it is no more of it
        Attempt.objects.filter(pk=again.pk).update(at=minutes_later(15))
    begun = user_make("begun")
    answer(begun, order[0])
    rows = minutes_rows(selectors.course_current_or_404("small"))
    row = next(each for each in rows if each.slug == "first")
    assert (row.kind, row.said) == ("lesson", 10)
    assert row.taken.median == pytest.approx(11)
    assert (row.taken.people, row.began) == (5, 6)
    assert row.off  # ten are said, and all took eleven


def test_the_page_shows_it_to_who_teaches_alone(shipped: list[str]) -> None:
    people = learners(5)
    for user in people:
        whole(user, shipped, 34)
    text = client_of(user_make("teacher", role=Role.INSTRUCTOR)).get(page).content.decode()
    part = text.partition(f'id="lab-{slug}"')[2].partition("</tr>")[0]
    assert ">34<" in part
    assert "34–34" in part
    assert "5 of 5" in " ".join(part.split())
    assert "too few yet" in text
    assert not any(user.username in text for user in people)
    assert client_of(people[0]).get(page).status_code in (302, 403, 404)
    assert Client().get(page).status_code in (302, 403, 404)


def test_the_command_prints_a_line_for_each(shipped: list[str]) -> None:
    for user in learners(5):
        whole(user, shipped, 34)
    out = StringIO()
    call_command("course", "minutes", course, stdout=out)
    lines = out.getvalue().splitlines()
    said = found().said
    assert f"lab {slug}: {said} min said, 34 taken (34 to 34), 5 of 5 done *" in lines
    assert any(line.endswith("too few are done to tell") for line in lines)


def test_a_course_that_is_not_there_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="no course elsewhere"):
        call_command("course", "minutes", "elsewhere")
