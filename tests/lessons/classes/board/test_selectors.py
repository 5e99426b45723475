"""What the board knows of each learner, and what it costs to ask."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from labs.models import LabState
from lessons.classes.board.core import Stuck
from lessons.classes.board.selectors import BoardRow
from lessons.models import Class, Label, Membership
from tests.conftest import user_make
from tests.lessons.classes.board.conftest import (
    Learners,
    ago,
    answers,
    lab_of,
    reads,
    result,
    shown_now,
)
from tests.lessons.classes.conftest import place
from virtlearn.people.models import User


def row_of(row: Class, member: Membership) -> BoardRow:
    return next(each for each in board_rows(row) if each.member == member)


def board_rows(row: Class) -> list[BoardRow]:
    return [each.row for each in shown_now(row)]


def test_everybody_who_has_joined_is_there_whether_a_lab_runs_or_not(
    row: Class, member: Membership, assistant: User, joins: Learners
) -> None:
    joins("zoe")
    place(row, None, invited_email="late@example.org")
    place(row, user_make("gone"), state=Membership.State.REMOVED)
    found = board_rows(row)
    assert [each.name for each in found] == ["Ana Ruiz", "zoe"]
    assert all(each.lab is None and not each.lesson for each in found)
    assert found[0].active_at is None


def test_where_somebody_reads_and_what_they_answered_there(
    row: Class, member: Membership, learner: User
) -> None:
    reads(learner, "small", "first", "first", minutes=1)
    reads(learner, "small", "second", minutes=9)
    reads(learner, "another", "first", "elsewhere", minutes=0)
    for number in (1, 2):
        answers(learner, "small", "first", "several", number)
    answers(learner, "small", "second", "other")
    answers(learner, "another", "first", "same-kernel")
    found = row_of(row, member)
    assert (found.lesson, found.section, found.answered) == (
        "first",
        "first",
        frozenset({"several"}),
    )
    assert found.active_at
    assert found.active_at > ago(0.5)  # the answer is later than the place


def test_tasks_and_the_machines_state(
    row: Class, member: Membership, learner: User, joins: Learners
) -> None:
    ready = lab_of(learner, "small", last_input_at=ago(4))
    result(ready, "one", passed=12)
    result(ready, "two", tries=2)
    guest = user_make("far")
    lab_of(guest, "small", state=LabState.QUEUED, created_at=ago(50), ready_at=None)
    waits, starts, ended, long_ago = (joins(each) for each in ("b", "c", "d", "e"))
    lab_of(waits.user, "small", state=LabState.QUEUED, ready_at=None, seen_at=ago(0))
    lab_of(starts.user, "small", state=LabState.STARTING, ready_at=None)
    over = {"state": LabState.ENDED, "end_reason": "idle"}
    lab_of(ended.user, "small", **over, ended_at=ago(10))
    lab_of(long_ago.user, "small", **over, ended_at=ago(60 * 13))

    lab = row_of(row, member).lab
    assert lab
    assert (lab.progress.done, lab.progress.total) == (1, 3)
    assert lab.progress.open_task
    assert lab.progress.open_task.number == 2
    assert row_of(row, member).active_at == ready.last_input_at
    queued = row_of(row, waits).lab
    assert queued
    assert queued.queued == 2  # of all who wait on this site
    assert not queued.progress.open_task
    found = {each.name: each.lab.session.state if each.lab else None for each in board_rows(row)}
    assert found == {
        "Ana Ruiz": "ready",
        "b": "queued",
        "c": "starting",
        "d": "ended",
        "e": None,
    }


def test_of_two_labs_the_one_with_the_raised_hand_is_shown(
    row: Class, member: Membership, learner: User
) -> None:
    lab_of(learner, "small", state=LabState.ENDED, ended_at=ago(50), created_at=ago(60))
    first = lab_of(learner, "small", hand_raised_at=ago(3), created_at=ago(40))
    first.lab = "another-lab"
    first.save()
    lab_of(learner, "small", created_at=ago(5))
    lab_of(learner, "another-course")
    lab = row_of(row, member).lab
    assert lab
    assert lab.session == first
    assert lab.others == 1


def test_hands_stand_first_then_the_stuck(row: Class, joins: Learners) -> None:
    late, early, failing, slow, hinted, quick = (
        joins(f"user-{name}", name)
        for name in ("Late", "Early", "Failing", "Slow", "Hinted", "Quick")
    )
    for member, minutes in ((late, 1), (early, 9)):
        lab_of(member.user, "small", hand_raised_at=ago(minutes))
    result(lab_of(failing.user, "small", ready_at=ago(2)), "one", tries=3)
    result(lab_of(hinted.user, "small", ready_at=ago(11)), "one", hints_opened=1)
    session = lab_of(slow.user, "small", ready_at=ago(25))
    result(session, "one", passed=21)
    lab_of(quick.user, "small", ready_at=ago(1))
    assert [each.name for each in board_rows(row)][2:] == ["Hinted", "Failing", "Quick", "Slow"]

    # Three who have done the second task in ten minutes: 21 are more than twice as long.
    for number in range(3):
        done = lab_of(joins(f"done-{number}").user, "small", ready_at=ago(26))
        result(done, "one", passed=20)
        result(done, "two", passed=10)
        result(done, "three", passed=9)
    found = shown_now(row)
    names = ["Early", "Late", "Slow", "Hinted", "Failing"]
    assert [each.row.name for each in found][:5] == names
    reasons = [each.state.stuck for each in found]
    assert reasons[2:6] == [Stuck.SLOW, Stuck.HINT, Stuck.FAILED, None]


def test_a_label_leaves_the_others_out_and_the_median_as_it_is(
    row: Class, member: Membership, learner: User, joins: Learners
) -> None:
    other = joins("other")
    other.labels.add(Label.objects.create(in_class=row, name="Room 2"))
    session = lab_of(other.user, "small", ready_at=ago(3))
    for user in (learner, joins("b").user, joins("c").user):
        result(lab_of(user, "small", ready_at=ago(9)), "one", passed=8)
    assert session.is_active
    (found,) = shown_now(row, label=Label.objects.get().pk)
    assert (found.row.name, found.state.stuck) == ("other", Stuck.SLOW)


def test_statements_do_not_grow_with_the_class(row: Class, joins: Learners) -> None:
    def somebody(number: int) -> Any:
        user = joins(f"user-{number}").user
        reads(user, "small", "first")
        answers(user, "small", "first", "several")
        result(lab_of(user, "small"), "one", passed=3)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            shown_now(row)
        return len(caught)

    somebody(0)
    statements()  # the revision is read once
    few = statements()
    for number in range(1, 13):
        somebody(number)
    assert statements() == few == 16
