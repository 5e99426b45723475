"""What is older than the settings say goes, and is counted before; nothing else does."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.models import LabSession, LabState, Machine, Share, TaskResult, Visit
from lessons.models import Note
from tests.conftest import client_of, user_make
from virtlearn.people.models import AuditEntry, User
from virtlearn.people.retention.rules import guests_remove
from virtlearn.people.retention.services import retention_run, retentions
from virtlearn.people.sessions import session_digest

pytestmark = pytest.mark.django_db


def guest_make(name: str, days: float) -> User:
    joined = timezone.now() - timedelta(days=days)
    user = User.objects.create(username=name, is_guest=True, date_joined=joined)
    Note.objects.create(user=user, course="c", lesson="l", quote={})
    return user


def session_make(user: User, days: float, state: str = LabState.ENDED) -> LabSession:
    now = timezone.now()
    ended = now - timedelta(days=days) if state == LabState.ENDED else None
    session = LabSession.objects.create(
        user=user,
        course="c",
        lab=f"lab-{LabSession.objects.count()}",
        revision="r",
        spec_json={"kept": "yes"},
        scripts={"check.sh": "exit 0"},
        due_at=now,
        state=state,
        ended_at=ended,
        hand_note="help",
    )
    Machine.objects.create(
        session=session, name="main", kind="k", image="i", engine_name=session.lab
    )
    share = Share.objects.create(session=session, token=session.lab)
    Visit.objects.create(session=session, user=user_make(session.lab), share=share)
    TaskResult.objects.create(session=session, task="t", points=2)
    return session


def counted() -> dict[str, int]:
    return {each.setting: each.count() for each in retentions()}


def test_a_guest_ends_on_the_day_that_was_said(learner: User) -> None:
    old, young = guest_make("old", 60.1), guest_make("young", 59.9)
    User.objects.filter(pk=learner.pk).update(date_joined=old.date_joined)
    assert old.guest_until
    assert old.guest_until < timezone.now()
    assert counted()["GUEST_DAYS"] == 1
    assert retention_run()["GUEST_DAYS"] == 1
    assert set(User.objects.all()) == {young, learner}
    assert Note.objects.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.detail) == ("retention.done", None, "GUEST_DAYS 1")


def test_with_0_guests_stay(settings: LazySettings) -> None:
    settings.GUEST_DAYS = 0
    old = guest_make("old", 1000)
    assert old.guest_until is None
    assert retention_run()["GUEST_DAYS"] == 0
    assert User.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_many_guests_go_in_parts() -> None:
    joined = timezone.now() - timedelta(days=99)
    User.objects.bulk_create(
        User(username=f"guest-{number}", is_guest=True, date_joined=joined) for number in range(25)
    )
    young = guest_make("young", 59.9)
    assert guests_remove(timezone.now(), at_once=10) == 25
    assert list(User.objects.all()) == [young]


def test_sign_ins_that_are_over_go_and_others_stay(learner: User) -> None:
    client_of(learner)
    open_one = client_of(learner)
    over = Session.objects.exclude(pk=session_digest(str(open_one.session.session_key)))
    over.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert counted()["SESSION_DAYS"] == 1
    assert retention_run()["SESSION_DAYS"] == 1
    assert open_one.get(reverse("account")).status_code == 200
    assert not AuditEntry.objects.exists()


def test_of_an_ended_lab_the_results_stay(learner: User) -> None:
    old, young = session_make(learner, 90.1), session_make(learner, 89.9)
    running = session_make(learner, 0, LabState.STARTING)
    assert counted()["ENDED_LAB_DAYS"] == 1
    assert retention_run()["ENDED_LAB_DAYS"] == 1
    assert counted()["ENDED_LAB_DAYS"] == 0
    old.refresh_from_db()
    assert (old.hand_note, old.scripts, old.spec_json) == ("", {}, {"kept": "yes"})
    for left in (old.machines, old.shares, old.visits):
        assert not left.exists()
    assert old.results.get().points == 2
    for other in (young, running):
        other.refresh_from_db()
        assert other.hand_note == "help"
        assert other.machines.exists()
        assert other.visits.exists()


def test_the_command_counts_before_it_does() -> None:
    guest_make("old", 61)
    out = StringIO()
    call_command("people", "retention", "--dry-run", stdout=out)
    assert "     1 guests, with all that they did (GUEST_DAYS: 60 days)" in out.getvalue()
    assert User.objects.count() == 1
    call_command("people", "retention", stdout=out)
    assert not User.objects.exists()


def test_the_heads_page_counts(head_client: Client, instructor_client: Client) -> None:
    for number in range(3):
        guest_make(f"old-{number}", 61)
    page = reverse("people:retention")
    text = head_client.get(page).content.decode()
    assert "<td>3</td>" in text
    assert "GUEST_DAYS" in text
    assert User.objects.filter(is_guest=True).count() == 3
    assert instructor_client.get(page).status_code == 403


def test_guests_are_told_and_nobody_else(
    guest_client: Client, guest: User, learner_client: Client, client: Client
) -> None:
    assert guest.guest_until
    day = f"{guest.guest_until:%Y}"
    for name in ("home", "account_signup"):
        page = reverse(name)
        assert "is kept until" in (text := guest_client.get(page).content.decode())
        assert day in text
        assert "is kept until" not in client.get(page).content.decode()
    assert "is kept until" not in learner_client.get(reverse("home")).content.decode()
