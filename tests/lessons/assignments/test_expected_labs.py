"""Which learners are about to start which lab, by the timetable of their class."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from lessons.assignments.access.rule import Mode
from lessons.assignments.expected_labs import labs_expected
from lessons.assignments.services import Item
from lessons.models import AssignmentStart, Class, ExamBatch, Membership
from tests.conftest import user_make
from tests.lessons.assignments.conftest import Make, around_now, join
from tests.lessons.assignments.exams import begin, one
from virtlearn.people.models import User

lab = (Item(kind="lab", ref="whose-kernel"),)
key = ("small", "whose-kernel")


def soon() -> datetime:
    return timezone.now()


def test_the_roster_is_expected_without_staff_and_who_has_handed_in(
    make: Make, row: Class, member: Membership, learner: User
) -> None:
    made = make(items=lab, release=around_now(minutes=8), due=None, time_limit=60)
    second = user_make("second")
    join(row, second)
    assistant = join(row, user_make("assistant"))
    Membership.objects.filter(pk=assistant.pk).update(role=Membership.Role.ASSISTANT)
    gone = join(row, user_make("removed"))
    Membership.objects.filter(pk=gone.pk).update(state=Membership.State.REMOVED)
    assert labs_expected(soon()) == {key: {learner.pk, second.pk}}
    assert labs_expected(soon() - timedelta(minutes=5)) == {}
    AssignmentStart.objects.create(
        assignment=made, membership=member, number=1, handed_in_at=timezone.now()
    )
    assert labs_expected(soon()) == {key: {second.pk}}
    made.deleted_at = timezone.now()
    made.save()
    assert labs_expected(soon()) == {}


def test_of_a_batch_those_who_have_a_place(
    make: Make,
    row: Class,
    member: Membership,
    learner: User,
    learner_client: Client,
    teacher_client: Client,
) -> None:
    made = make(
        items=lab, release=around_now(minutes=-1), due=None, time_limit=60, mode=Mode.BATCHED
    )
    join(row, user_make("second"))
    teacher_client.post(one(row, made, "exam/batches/"), {"name": "Morning"})
    assert labs_expected(soon()) == {}
    learner_client.post(one(row, made, "place/"), {"code": ExamBatch.objects.get().code})
    assert labs_expected(soon()) == {key: {learner.pk}}


def test_what_the_teacher_began_long_ago_is_over(
    make: Make, row: Class, member: Membership, teacher_client: Client
) -> None:
    made = make(
        items=lab, release=around_now(minutes=-60), due=None, time_limit=60, mode=Mode.SYNCHRONISED
    )
    assert labs_expected(soon())
    begin(row, made, teacher_client, seconds=21 * 60)
    assert labs_expected(soon()) == {}


def test_the_teacher_reads_how_many_are_warm_and_why_not_more(
    make: Make,
    row: Class,
    member: Membership,
    teacher_client: Client,
    settings: LazySettings,
) -> None:
    settings.LAB_PROVIDER = "tests.lessons.assignments.test_lab_tasks"
    made = make(items=lab, release=around_now(minutes=8), due=None, time_limit=60)
    page = teacher_client.get(one(row, made, "exam/")).content.decode()
    assert "0 of 1 machine is warm." in page
    assert "The engine of the machines does not answer now." in page
    later = make(items=lab, release=around_now(hours=3), due=None, time_limit=60)
    page = teacher_client.get(one(row, later, "exam/")).content.decode()
    assert "Machines are made for the whole class from" in page
