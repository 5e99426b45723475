"""Tasks of an assigned lab count when a check finds them done, once; the start is asked before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from django.conf import LazySettings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.catalog.provider import GuidePart, Lab
from labs.core.refusal import LabRefusedError
from labs.engines.fake.engine import FakeEngine
from labs.engines.registry import engine_get
from labs.lifecycle import services
from labs.models import LabSession
from labs.tasks.checks import session_pass
from lessons.assignments import work
from lessons.assignments.exceptions import extension_grant, late_days_set
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.services import Item, assignment_change
from lessons.models import AssignmentStart, AssignmentWork, Class, Membership
from tests.labs.engine import engine_used
from tests.labs.factory import lab_make
from tests.lessons.assignments.conftest import Make, around_now, late, rule_of
from tests.lessons.assignments.test_work import over
from virtlearn.people.models import User

whole = (Item(kind="lab", ref="whose-kernel"),)
one_task = (Item(kind="lab", ref="whose-kernel", tasks=("one",)),)


def lab_get(course: str, slug: str, user: User | None = None) -> Lab | None:
    """This module is settings.LAB_PROVIDER: the lab of the other tests, in the small course."""
    lab = msgspec.structs.replace(lab_make(), course="small")
    return lab if (course, slug) == (lab.course, lab.slug) else None


def guide_get(lab: Lab, language: str) -> list[GuidePart]:
    return []


@pytest.fixture(autouse=True)
def _engine(settings: LazySettings) -> Iterator[None]:
    settings.LAB_PROVIDER = __name__
    with engine_used("fake"):
        yield


def begin(user: User) -> LabSession:
    lab = lab_get("small", "whose-kernel")
    assert lab
    return services.lab_session_start(user=user, lab=lab)


def tick(session: LabSession, *tasks: str) -> None:
    """The learner does these in the machine, and the checks run."""
    engine = engine_get()
    assert isinstance(engine, FakeEngine)
    for machine in session.machines.all():
        for task in tasks:
            engine.machines[machine.handle.id].files[f"/home/learner/{task}"] = ""
    session_pass(session.pk)
    assert session.results.filter(passed_at=None, task__in=tasks).count() == 0


def kept() -> list[tuple[str, bool, int, str]]:
    return list(AssignmentWork.objects.values_list("task", "counted", "credit", "reason"))


def test_a_task_counts_with_the_credit_of_its_time_and_the_page_says_so(
    make: Make, row: Class, member: Membership, learner: User, learner_client: Client
) -> None:
    made = make(items=whole, **late)
    session = begin(learner)
    page = reverse("lessons:assignment", args=[row.pk, made.pk])
    assert "counts once its check passes" in learner_client.get(page).content.decode()
    tick(session, "one")
    assert kept() == [("one", True, 60, "credit")]
    work_row = AssignmentWork.objects.get()
    assert (work_row.membership, work_row.item, work_row.lab) == (
        member,
        made.items.get(),
        "whose-kernel",
    )
    assert "one: counts with 60 % of its points" in learner_client.get(page).content.decode()


def test_it_counts_once_and_fresh_machines_take_nothing_away(
    make: Make, member: Membership, learner: User, teacher: User
) -> None:
    made = make(items=whole)
    session = begin(learner)
    tick(session, "one")
    tick(session, "one", "two")
    lab = lab_get("small", "whose-kernel")
    assert lab
    fresh = services.lab_session_reset(session=session, lab=lab)
    assert fresh.pk != session.pk
    assert kept() == [("one", True, 100, "credit"), ("two", True, 100, "credit")]
    assignment_change(assignment=made, by=teacher, title="Late", rule=rule_of(**late), items=whole)
    tick(fresh, "one")
    assert kept() == [("one", True, 100, "credit"), ("two", True, 100, "credit")]


def test_a_task_that_is_not_assigned_counts_for_nothing(
    make: Make, member: Membership, learner: User
) -> None:
    make(items=one_task)
    tick(begin(learner), "one", "two")
    assert [task for task, *_ in kept()] == ["one"]


def test_after_the_end_it_is_practice_until_there_is_more_time(
    make: Make, member: Membership, learner: User, teacher: User
) -> None:
    made = make(items=one_task, **over)
    session = begin(learner)
    tick(session, "one")
    assert kept() == [("one", False, 0, "closed")]
    services.lab_session_stop(session=session)
    extension_grant(assignment=made, membership=member, by=teacher, days=3)
    tick(begin(learner), "one")
    assert kept() == [("one", False, 0, "closed"), ("one", True, 100, "credit")]


def test_before_it_opens_the_lab_is_not_started_and_the_page_says_why(
    make: Make, member: Membership, learner: User, learner_client: Client, stranger_client: Client
) -> None:
    make(items=one_task, release=around_now(hours=3), listed_before=True)
    start = reverse("labs:start", args=["small", "whose-kernel"])
    response = learner_client.post(start, headers={"HX-Request": "true"})
    assert 'data-code="assignment-lab-not-open"' in response.content.decode()
    assert "Homework" in response.content.decode()
    plain = learner_client.post(start, follow=True)
    assert 'data-code="assignment-lab-not-open"' in plain.content.decode()
    assert not LabSession.objects.exists()
    assert stranger_client.post(start, headers={"HX-Request": "true"}).status_code == 200
    assert LabSession.objects.exclude(user=learner).count() == 1


def test_what_has_to_be_begun_is_begun_first(
    make: Make, row: Class, member: Membership, learner: User, learner_client: Client
) -> None:
    made = make(items=whole, time_limit=30)
    with pytest.raises(LabRefusedError) as refused:
        begin(learner)
    assert refused.value.code == AssignmentCode.LAB_START_FIRST
    learner_client.post(reverse("lessons:assignment_start", args=[row.pk, made.pk]))
    session = begin(learner)
    tick(session, "one")
    AssignmentStart.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    tick(session, "two")
    assert kept() == [("one", True, 100, "credit"), ("two", False, 0, "time-over")]
    assert begin(learner) == session


def test_a_lab_that_ran_before_gives_no_work_until_it_is_open(
    make: Make, member: Membership, learner: User
) -> None:
    session = begin(learner)
    made = make(items=whole, release=around_now(hours=3))
    tick(session, "one")
    assert kept() == []
    lab = lab_get("small", "whose-kernel")
    assert lab
    with pytest.raises(LabRefusedError) as refused:
        services.lab_session_reset(session=session, lab=lab)
    assert refused.value.code == AssignmentCode.LAB_NOT_OPEN
    session.refresh_from_db()
    assert session.is_active
    assignment_change(assignment=made, by=learner, title="Now", rule=rule_of(), items=whole)
    tick(session, "two")
    assert [task for task, *_ in kept()] == ["two"]


def test_staff_and_who_is_not_in_the_class_have_no_work(
    make: Make, row: Class, teacher: User, stranger_client: Client, learner: User
) -> None:
    make(items=whole, release=around_now(hours=3))
    for user in (teacher, learner):
        tick(begin(user), "one")
    assert kept() == []


def test_a_task_is_not_done_where_its_work_cannot_be_kept(
    make: Make, member: Membership, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(items=one_task)
    session = begin(learner)

    def away(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(work, "task_record", away)
        with pytest.raises(DatabaseError):
            tick(session, "one")
    assert session.results.get(task="one").passed_at is None
    tick(session, "one")
    assert kept() == [("one", True, 100, "credit")]


def test_the_labs_page_says_what_tasks_count_for(
    make: Make,
    member: Membership,
    teacher: User,
    learner_client: Client,
    stranger_client: Client,
    teacher_client: Client,
    client: Client,
) -> None:
    page = reverse("labs:lab", args=["small", "whose-kernel"])
    made = make(items=whole, **late)
    told = "count for “Homework” with 60 % of their points."
    assert told in learner_client.get(page).content.decode()
    for other in (stranger_client, teacher_client, client):
        assert "Homework" not in other.get(page).content.decode()
    for rule, wanted in (
        (rule_of(**over), "Practice only: “Homework” takes no work now."),
        (rule_of(time_limit=30), "belongs to “Homework”, which has to be started first."),
    ):
        assignment_change(assignment=made, by=teacher, title="Homework", rule=rule, items=whole)
        assert wanted in learner_client.get(page).content.decode()
    hidden = rule_of(release=around_now(hours=3))
    assignment_change(assignment=made, by=teacher, title="Homework", rule=hidden, items=whole)
    shown = learner_client.get(page).content.decode()
    assert "which is not open yet" in shown
    assert "Homework" not in shown


def test_late_days_are_said_before_they_are_spent(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    late_days_set(row=row, days=3)
    make(items=whole, **over, late_days=3)
    page = reverse("labs:lab", args=["small", "whose-kernel"])
    assert "late days that this takes: 1." in learner_client.get(page).content.decode()


def test_two_notes_of_one_task_are_one(make: Make, member: Membership, learner: User) -> None:
    make(items=whole)
    gate = work.gate_lab(learner, "small", "whose-kernel", timezone.now(), "one")
    for _ in range(2):
        work.task_record(gate, lab="whose-kernel", task="one")
    assert len(kept()) == 1
