"""A board that is kept: whose row is read again, and whose words the clock changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from labs.models import LabSession, LabState, Share, Visit
from lessons.classes.board import live as live_module
from lessons.classes.board.core import Stuck
from lessons.classes.board.selectors import rows_read
from lessons.models import Class, Membership
from tests.conftest import user_make
from tests.lessons.classes.board.conftest import (
    Learners,
    ago,
    answers,
    lab_of,
    live_of,
    reads,
    result,
)
from virtlearn.people.models import Role, User


@contextmanager
def read_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The memberships whose rows are read meanwhile; None where it is all of them."""
    found: list[Any] = []
    real = rows_read

    def noted(row: Class, *, label: int = 0, only: Any = None) -> Any:
        found.append(only)
        return real(row, label=label, only=only)

    monkeypatch.setattr(live_module, "rows_read", noted)
    yield found


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + by)


def lab_set(session: LabSession, **fields: Any) -> None:
    LabSession.objects.filter(pk=session.pk).update(**fields)


def visit(session: LabSession) -> None:
    Visit.objects.create(
        session=session,
        user=user_make("visitor", Role.INSTRUCTOR),
        mode=Share.Mode.WATCH,
        seen_at=timezone.now(),
    )


# By what is done: how, with the membership and the lab of who does it.
deeds: dict[str, Callable[[Membership, LabSession], Any]] = {
    "place": lambda member, _lab: reads(member.user, "small", "second"),
    "answer": lambda member, _lab: answers(member.user, "small", "first", "several"),
    "tries": lambda _member, lab: lab.results.update(tries=1),
    "hint": lambda _member, lab: lab.results.update(hints_opened=1),
    "tick": lambda _member, lab: lab.results.update(outcome="passed", passed_at=timezone.now()),
    "hand": lambda _member, lab: lab_set(lab, hand_raised_at=timezone.now()),
    "end": lambda _member, lab: lab_set(
        lab, state=LabState.ENDED, ended_at=timezone.now(), end_reason="idle"
    ),
    "another lab": lambda member, _lab: lab_of(
        member.user, "small", state=LabState.ENDED, ended_at=ago(1)
    ),
    "visit": lambda _member, lab: visit(lab),
    "name": lambda member, _lab: Membership.objects.filter(pk=member.pk).update(name="Another"),
    "account": lambda member, _lab: User.objects.filter(memberships=member).update(last_name="A"),
}


@pytest.mark.parametrize("what", deeds)
def test_only_the_row_of_who_did_something_is_read_again(
    row: Class, joins: Learners, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    quiet, busy = joins("a"), joins("b")
    reads(quiet.user, "small", "first")
    answers(quiet.user, "small", "first", "several")
    lab_of(quiet.user, "small")
    session = lab_of(busy.user, "small")
    result(session, "one")
    live = live_of(row)
    before = live.now(row)
    with read_again(monkeypatch) as found:
        assert live.now(row) == before
        assert found == []
        deeds[what](busy, session)
        after = live.now(row)
        assert found == [[busy.pk]]
    assert after.rows[quiet.pk] is before.rows[quiet.pk]
    fresh = live_of(row).now(row)
    assert [each.view for each in fresh.all.values()] == [each.view for each in after.all.values()]


def test_the_clock_changes_words_without_reading_rows(
    row: Class, member: Membership, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = lab_of(learner, "small", last_input_at=ago(10.5), ready_at=ago(10.5))
    result(session, "one", hints_opened=1)
    live = live_of(row)
    (before,) = live.now(row).all.values()
    assert (before.view.active, before.state.stuck) == ("10 minutes", Stuck.HINT)
    with read_again(monkeypatch) as found:
        later(monkeypatch, timedelta(seconds=40))
        (after,) = live.now(row).all.values()
        assert after.view.active == "11 minutes"
        assert after.digest != before.digest
        assert found == []


def test_who_is_slow_is_told_when_the_class_has_done_the_task(
    row: Class, joins: Learners, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = joins("slow")
    lab_of(slow.user, "small", ready_at=ago(8))
    others = [lab_of(joins(name).user, "small", ready_at=ago(8)) for name in "abc"]
    live = live_of(row)
    assert live.now(row).rows[slow.pk].state.stuck is None
    for session in others:
        result(session, "one", passed=6)
    later(monkeypatch, live_module.median_every)
    assert live.now(row).rows[slow.pk].state.stuck is Stuck.SLOW
    assert live.now(row).order[0] == slow.pk


def test_what_no_mark_tells_is_read_within_a_minute(
    row: Class, joins: Learners, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins("a")
    live = live_of(row)
    live.now(row)
    with read_again(monkeypatch) as found:
        later(monkeypatch, live_module.anew_every)
        live.now(row)
        assert found == [None]


def test_asking_a_class_in_which_nothing_happened_takes_as_many_statements_as_kinds_of_rows(
    row: Class, joins: Learners
) -> None:
    for number in range(3):
        lab_of(joins(f"user-{number}").user, "small")
    live = live_of(row)
    live.now(row)
    with CaptureQueriesContext(connection) as caught:
        live.now(row)
    assert len(caught) == 6  # attempts, results, visits, labs, places, people
