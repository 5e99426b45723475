"""Statistics of tasks: ticks, times, tries, hints and resets, over all sessions of a learner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from labs.catalog.provider import lab_get, task_digests
from labs.models import EndReason, LabSession, LabState, TaskResult
from lessons.analytics.scope import Scope
from lessons.analytics.statistics.tasks import TaskUse, TaskWork, task_use
from lessons.analytics.tasks import LabResult, lab_results
from lessons.classes.services import class_create
from lessons.models import Course, Membership
from lessons.publishing import selectors
from tests.conftest import user_make
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import Role, User

slug, course = "whose-kernel", "containers-vs-kvm"


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    course_publish(course_folder)
    selectors.current_forget()


def session(
    user: User, minutes: int, reason: str = "", ticked: Mapping[str, float] | None = None
) -> LabSession:
    """That began so many minutes ago; `ticked` are seconds from when it was ready, by task."""
    lab = lab_get(course, slug)
    assert lab
    ready = timezone.now() - timedelta(minutes=minutes)
    row = LabSession.objects.create(
        user=user,
        course=course,
        lab=slug,
        revision=lab.digest,
        spec_json={},
        state=LabState.ENDED,
        due_at=ready,
        created_at=ready,
        ready_at=ready,
        ended_at=ready + timedelta(minutes=5),
        end_reason=reason or EndReason.LEARNER,
    )
    digests = task_digests(lab)
    for task in lab.spec.tasks:
        seconds = (ticked or {}).get(task.id)
        TaskResult.objects.create(
            session=row,
            task=task.id,
            outcome="" if seconds is None else "passed",
            passed_at=None if seconds is None else ready + timedelta(seconds=seconds),
            tries=2,
            hints_opened=int(seconds is None),
            digest=digests[task.id],
            language="en",
        )
    return row


def result() -> LabResult:
    return next(
        each for each in lab_results(selectors.course_current_or_404(course)) if each.slug == slug
    )


def uses() -> dict[str, TaskUse]:
    return {row.id: row.use for row in result().rows}


def names() -> list[str]:
    lab = lab_get(course, slug)
    assert lab
    return [task.id for task in lab.spec.tasks]


def test_sessions_of_a_learner_are_one(db: None) -> None:
    first, second, *_ = names()
    ana = user_make("ana")
    session(ana, 60, EndReason.RESET, ticked={first: 40})
    session(ana, 30, ticked={first: 10, second: 25})
    session(user_make("ben"), 20, EndReason.RESET)
    session(user_make("teacher", Role.INSTRUCTOR), 20)
    found = uses()
    assert (found[first].people, found[first].ticked) == (2, 1)
    assert found[first].seconds == pytest.approx(40)
    assert (found[first].tries, found[first].hint_share, found[first].resets) == (2, 0.5, 1)
    # Ticked after the first one in its session, and reset once before.
    assert found[second].seconds == pytest.approx(15)
    assert (found[second].ticked, found[second].resets) == (1, 2)


def test_what_was_edited_begins_anew() -> None:
    first, *_ = names()
    session(user_make("ana"), 60, ticked={first: 40})
    TaskResult.objects.filter(task=first).update(digest="another")
    row = next(row for row in result().rows if row.id == first)
    assert (row.use.people, row.item.result.people, row.item.earlier) == (0, 0, 1)


def test_tasks_are_items_of_their_lab() -> None:
    first, second, *_ = names()
    for number in range(12):
        ticked = dict.fromkeys((first, second)[: number // 4], 9.0)
        session(user_make(f"learner-{number}"), 60, ticked=ticked)
    found = {row.id: row.item.result for row in result().rows}
    assert (found[first].facility, found[second].facility) == (8 / 12, 4 / 12)
    assert (found[first].discrimination or 0) > 0


def test_tasks_of_one_class_and_by_device() -> None:
    """On touch screens the first task is hardly done, by learners who do the others alike."""
    first, *others = names()
    ours = class_create(
        course=Course.objects.get(), by=user_make("by", Role.INSTRUCTOR), name="A", time_zone="UTC"
    )
    for device, done in (("touch", 3), ("desk", 24)):
        for number in range(30):
            user = user_make(f"{device}-{number}")
            ticked = dict.fromkeys(others if number % 2 else others[:1], 9.0)
            row = session(user, 60, ticked=ticked | ({first: 5.0} if number < done else {}))
            row.results.update(device=device)
            if device == "touch":
                Membership.objects.create(
                    in_class=ours, user=user, state="joined", joined_at=timezone.now()
                )
    item = next(row.item for row in result().rows if row.id == first)
    [dif] = [each for each in item.difs if each.name == "device"]
    assert {dif.focal, dif.reference} == {"touch", "desk"}
    assert dif.dif.category == "C"
    published = selectors.course_current_or_404(course)
    of_class = next(each for each in lab_results(published, Scope(ours.pk)) if each.slug == slug)
    assert [row.use.people for row in of_class.rows if row.id == first] == [30]


def test_the_use_of_a_task() -> None:
    assert task_use([]) == TaskUse()
    found = task_use(
        [
            TaskWork(ticked=True, seconds=10, tries=1, hints=1),
            TaskWork(ticked=True, seconds=30, tries=4, resets=2),
            TaskWork(tries=9, solution=True, resets=1),
        ]
    )
    assert found == TaskUse(
        people=3,
        ticked=2,
        seconds=20,
        tries=2.5,
        hint_share=1 / 3,
        solution_share=1 / 3,
        resets=3,
    )
