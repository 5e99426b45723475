"""Each change of a session's state: what it writes, to the second, and when it writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings
from django.db.models import Q

from labs.models import EndReason, LabSession, LabState, StartFault, TaskResult
from labs.sessions import transitions
from tests.labs.factory import lab_make
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db

now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
second = timedelta(seconds=1)
minute = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transitions, "timezone", SimpleNamespace(now=lambda: now))


@pytest.fixture
def make(learner: User) -> Callable[..., LabSession]:
    def session(state: LabState = LabState.READY, **values: Any) -> LabSession:
        times: dict[str, Any] = {}
        if state == LabState.READY:
            times = {"ready_at": now - minute, "expires_at": now + 10 * minute}
        elif state == LabState.ENDED:
            times = {"ended_at": now - minute}
        made: LabSession = LabSession.objects.create(
            user=learner,
            course="c",
            lab=f"lab-{uuid.uuid4().hex[:8]}",
            revision="r",
            spec_json=msgspec.to_builtins(lab_make(extensions=2, extend_minutes=7).spec),
            state=state,
            **{"due_at": now - 5 * minute, "created_at": now - 2 * minute} | times | values,
        )
        return made

    return session


Make = Callable[..., LabSession]


def read(session: LabSession) -> LabSession:
    return LabSession.objects.get(pk=session.pk)


@pytest.mark.parametrize(("grace", "seconds"), [(60, 45), (100, 75), (10, 8), (1, 8)])
def test_a_start_has_three_quarters_of_the_grace_and_never_too_little(
    settings: LazySettings, make: Make, grace: int, seconds: int
) -> None:
    settings.KEEPER_GRACE_SECONDS = grace
    queued = make(LabState.QUEUED)
    assert transitions.turn_set(queued)
    row = read(queued)
    assert (row.state, row.admitted_at) == (LabState.STARTING, now)
    assert row.due_at == now + seconds * second


@pytest.mark.parametrize("state", [s for s in LabState if s != LabState.QUEUED])
def test_only_what_waits_gets_its_turn(make: Make, state: LabState) -> None:
    session = make(state)
    assert not transitions.turn_set(session)
    assert not transitions.queue_left_set(session.pk, EndReason.LEFT)
    assert not transitions.seen_set(session.pk, timedelta(0))
    assert read(session).state == state


def test_what_is_ready_has_its_whole_time_before_it(make: Make) -> None:
    session = make(LabState.STARTING)
    assert transitions.ready_set(session)
    for row in (session, read(session)):  # the object knows without asking again
        assert row.state == LabState.READY
        assert row.ready_at == row.last_input_at == now
        assert row.expires_at == now + 20 * minute
    unsaved = make(LabState.STARTING)
    transitions.ready_unsaved(unsaved)
    assert (unsaved.state, unsaved.expires_at) == (LabState.READY, now + 20 * minute)
    assert read(unsaved).state == LabState.STARTING


@pytest.mark.parametrize("state", [s for s in LabState if s != LabState.STARTING])
def test_only_what_starts_gets_ready(make: Make, state: LabState) -> None:
    session = make(state, **({"ended_at": now} if state == LabState.ENDED else {}))
    before = session.ready_at
    assert not transitions.ready_set(session)
    assert (session.state, session.ready_at) == (state, before)


@pytest.mark.parametrize("state", [LabState.STARTING, LabState.READY])
def test_stopping_says_why_and_until_when(make: Make, state: LabState) -> None:
    session = make(state)
    assert transitions.stopping_set(session.pk, EndReason.FAILED, "broke", machine="main")
    row = read(session)
    assert row.state == LabState.STOPPING
    assert (row.end_reason, row.error, row.end_machine) == (EndReason.FAILED, "broke", "main")
    assert row.due_at == now + transitions.stopping_seconds * second
    assert row.due_at > now
    assert not transitions.stopping_set(session.pk, EndReason.LEARNER)
    assert read(session).end_reason == EndReason.FAILED


def test_a_failed_start_says_what_failed(make: Make) -> None:
    session = make(LabState.STARTING)
    assert transitions.start_failed_set(session.pk, "no disk", StartFault.DISK)
    row = read(session)
    assert (row.end_reason, row.error, row.start_fault) == (EndReason.FAILED, "no disk", "disk")


def test_a_condition_must_still_hold(make: Make) -> None:
    extended, waits = make(), make(LabState.QUEUED, seen_at=now)
    late, unseen = Q(expires_at__lte=now), Q(seen_at__lt=now)
    assert not transitions.stopping_set(extended.pk, EndReason.EXPIRED, where=late)
    assert not transitions.start_failed_set(extended.pk, "", "", where=late)
    assert not transitions.queue_left_set(waits.pk, EndReason.LEFT, where=unseen)
    assert transitions.stopping_set(extended.pk, EndReason.EXPIRED, where=~late)
    assert transitions.queue_left_set(waits.pk, EndReason.LEFT, where=~unseen)
    row = read(waits)
    assert (row.state, row.ended_at, row.end_reason) == (LabState.ENDED, now, EndReason.LEFT)


def test_only_what_stops_ends(make: Make) -> None:
    session = make(LabState.STOPPING)
    assert transitions.ended_set(session.pk)
    assert (read(session).state, read(session).ended_at) == (LabState.ENDED, now)
    assert not transitions.ended_set(session.pk)
    assert not transitions.ended_set(make().pk)


def test_an_extension_adds_its_minutes_as_often_as_the_lab_allows(make: Make) -> None:
    session = make()
    assert [transitions.extended_set(session) for _ in range(3)] == [True, True, False]
    row = read(session)
    assert row.expires_at == now + (10 + 7 + 7) * minute
    assert row.extensions_used == 2
    assert not transitions.extended_set(make(LabState.STARTING))


@pytest.mark.parametrize(("ago", "noted"), [(None, True), (11, True), (10, False), (9, False)])
def test_input_is_noted_now_and_then(make: Make, ago: int | None, noted: bool) -> None:
    before = None if ago is None else now - ago * second
    session = make(last_input_at=before)
    assert transitions.input_set(session.pk, 10 * second) is noted
    assert read(session).last_input_at == (now if noted else before)
    assert not transitions.input_set(make(LabState.STARTING).pk, 10 * second)
    waits = make(LabState.QUEUED, seen_at=before)
    assert transitions.seen_set(waits.pk, 10 * second) is (noted and ago is not None)


@pytest.mark.parametrize(
    ("admitted", "at", "waited"),
    [(None, 3, 123_000.0), (-60, 3, 63_000.0), (10, 3, 0.0)],
)
def test_the_prompt_is_noted_once_from_the_click_or_the_end_of_the_queue(
    make: Make, admitted: int | None, at: int, waited: float
) -> None:
    session = make(admitted_at=None if admitted is None else now + admitted * second)
    assert transitions.prompt_set(session.pk, now + at * second)
    assert read(session).prompt_ms == waited
    assert not transitions.prompt_set(session.pk, now + 99 * second)
    assert read(session).prompt_ms == waited
    assert not transitions.prompt_set(uuid.uuid4(), now)


def test_one_pass_of_checks_at_a_time(make: Make) -> None:
    session = make()
    mine, longer, theirs = now + 20 * second, now + 40 * second, now + 30 * second
    assert transitions.checking_claim(session.pk, mine)
    assert not transitions.checking_claim(session.pk, theirs)
    assert not transitions.checking_renew(session.pk, theirs, longer)
    assert not transitions.checking_release(session.pk, theirs)
    assert read(session).checking_until == mine
    assert transitions.checking_renew(session.pk, mine, longer)
    assert read(session).checked_at is None
    assert transitions.checking_release(session.pk, longer)
    assert (read(session).checking_until, read(session).checked_at) == (None, now)


@pytest.mark.parametrize(("over", "free"), [(-1, True), (0, False), (1, False)])
def test_a_claim_of_a_dead_process_is_over_at_its_end(make: Make, over: int, free: bool) -> None:
    session = make(checking_until=now + over * second)
    assert transitions.checking_claim(session.pk, now + minute) is free
    assert not transitions.checking_claim(make(LabState.STOPPING).pk, now + minute)
    result = TaskResult.objects.create(
        session=session, task="one", preparing_until=now + over * second
    )
    assert transitions.preparing_claim(result.pk, now + minute) is free


def test_a_task_is_prepared_once(make: Make) -> None:
    session = make()
    fresh = TaskResult.objects.create(session=session, task="fresh")
    prepared = TaskResult.objects.create(session=session, task="prepared", prepared_at=now)
    done = TaskResult.objects.create(session=session, task="done", outcome="passed", passed_at=now)
    found = [transitions.preparing_claim(each.pk, now + minute) for each in (fresh, prepared, done)]
    assert found == [True, False, False]
    fresh.refresh_from_db()
    assert fresh.preparing_until == now + minute
