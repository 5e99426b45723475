"""Screens as rows: wanted for a while, written while they are, and gone after it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from labs.core.screen import Screen, screens_digest
from labs.lifecycle import services
from labs.models import LabSession, SharedScreens
from labs.sharing import screens
from labs.sharing.views.presence import participants_view
from tests.labs.engine import engine_used
from tests.labs.factory import lab_make
from virtlearn.people.models import User

shown = Screen(machine="main", tab=1, cols=80, lines=24, top=0, text="$ ls")


@pytest.fixture
def session(db: None, learner: User) -> Iterator[LabSession]:
    with engine_used("fake"):
        yield services.lab_session_start(user=learner, lab=lab_make())


def later(seconds: float) -> None:
    rows = SharedScreens.objects.all()
    for row in rows:
        rows.filter(pk=row.pk).update(wanted_until=row.wanted_until - timedelta(seconds=seconds))


def test_screens_are_written_and_read_while_somebody_wants_them(session: LabSession) -> None:
    assert screens.screens_want([session.pk]) == {session.pk: ""}
    assert screens.screens_are_shown(session)
    assert screens.screens_wanted() == {session.pk: ""}
    screens.screens_write({session.pk: [shown]})
    assert screens.screens_read([session.pk]) == {session.pk: [shown]}
    digest = screens_digest([shown])
    assert screens.screens_want([session.pk]) == {session.pk: digest}
    assert screens.screens_wanted() == {session.pk: digest}


def test_nothing_is_written_or_read_that_nobody_wants_any_more(session: LabSession) -> None:
    screens.screens_write({session.pk: [shown]})
    assert not SharedScreens.objects.exists()
    screens.screens_want([session.pk])
    screens.screens_write({session.pk: [shown]})
    later(screens.wanted_for.total_seconds() + 1)
    assert screens.screens_wanted() == {}
    assert screens.screens_read([session.pk]) == {}
    assert not screens.screens_are_shown(session)
    screens.screens_write({session.pk: [msgspec.structs.replace(shown, text="secret")]})
    assert "secret" not in SharedScreens.objects.get().shown


def test_what_is_left_of_a_time_before_is_never_shown(session: LabSession) -> None:
    screens.screens_want([session.pk])
    screens.screens_write({session.pk: [shown]})
    later(screens.wanted_for.total_seconds() + 1)
    assert screens.screens_want([session.pk]) == {session.pk: ""}
    assert screens.screens_read([session.pk]) == {session.pk: []}


def test_asking_again_writes_only_when_the_end_is_near(session: LabSession) -> None:
    screens.screens_want([session.pk])
    with CaptureQueriesContext(connection) as caught:
        screens.screens_want([session.pk])
    assert len(caught) == 1
    later(screens.renewed_before.total_seconds() + 1)
    screens.screens_want([session.pk])
    assert SharedScreens.objects.get().wanted_until > timezone.now() + screens.renewed_before


def test_a_session_that_is_gone_is_no_error(db: None) -> None:
    assert screens.screens_want([]) == {}
    assert screens.screens_read([uuid.uuid4()]) == {}


def test_what_is_withdrawn_does_not_come_back(session: LabSession) -> None:
    screens.screens_want([session.pk])
    screens.screens_withdraw(sessions=LabSession.objects.filter(pk=session.pk))
    screens.screens_write({session.pk: [shown]})
    assert not SharedScreens.objects.exists()


def test_a_session_that_has_ended_is_not_emulated(session: LabSession) -> None:
    screens.screens_want([session.pk])
    services.lab_session_stop(session=session)
    assert screens.screens_wanted() == {}


def test_the_keeper_erases_what_nobody_has_asked_for(session: LabSession) -> None:
    screens.screens_want([session.pk])
    screens.screens_expire(timezone.now())
    assert SharedScreens.objects.exists()
    later(screens.wanted_for.total_seconds() + 1)
    screens.screens_expire(timezone.now())
    assert not SharedScreens.objects.exists()


def test_the_learner_is_told_on_the_labs_page(session: LabSession) -> None:
    before = participants_view(session)
    assert before
    assert (before.screens, before.said) == (False, "")
    screens.screens_want([session.pk])
    after = participants_view(session)
    assert after
    assert (after.screens, after.said) == (
        True,
        "Your class's board shows the screens of your terminals.",
    )
