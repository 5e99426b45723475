"""Who reads which entries of the log, and when a look is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import user_make
from virtlearn.people.audit.services import audit_looks_record, audit_record
from virtlearn.people.models import AuditAction, AuditEntry, Role, User
from virtlearn.people.services import guest_merge

pytestmark = pytest.mark.django_db
mine = reverse("people:log_mine")
everything = reverse("people:log")


def look(actor: User, *seen: tuple[int, str]) -> None:
    audit_looks_record(action=AuditAction.CLASS_SEEN, actor=actor, seen=seen)


def test_the_same_look_is_written_down_once_an_hour(instructor: User, learner: User) -> None:
    here = (learner.pk, "course/lab")
    look(instructor, here, here)
    look(instructor, here, (learner.pk, "course/other"), (instructor.pk, "course/lab"))
    rows = AuditEntry.objects.order_by("pk").values_list("subject", "detail")
    assert list(rows) == [here, (learner.pk, "course/other")]


def test_after_an_hour_it_is_written_down_again(instructor: User, learner: User) -> None:
    AuditEntry.objects.create(
        at=timezone.now() - timedelta(minutes=61),
        action=AuditAction.CLASS_SEEN,
        actor=instructor.pk,
        subject=learner.pk,
        detail="course/lab",
    )
    look(instructor, (learner.pk, "course/lab"))
    assert AuditEntry.objects.count() == 2


def test_a_learner_reads_what_concerns_them_and_nothing_else(
    instructor: User, learner: User, stranger: User, learner_client: Client
) -> None:
    look(instructor, (learner.pk, "course/mine"), (stranger.pk, "course/theirs"))
    text = learner_client.get(mine).content.decode()
    assert "course/mine" in text
    assert "instructor" in text
    assert "course/theirs" not in text


def test_what_concerned_the_guest_concerns_the_account(
    instructor: User, learner: User, learner_client: Client
) -> None:
    guest = User.objects.create(username="guest-abcd", is_guest=True)
    look(instructor, (guest.pk, "course/as-a-guest"))
    guest_merge(guest=guest, into=learner)
    assert "course/as-a-guest" in learner_client.get(mine).content.decode()


def test_the_log_is_the_heads(head_client: Client, instructor_client: Client, head: User) -> None:
    person = user_make("ana")
    audit_record(
        action=AuditAction.ROLE_CHANGED, actor=head, subject=person, detail="learner instructor"
    )
    audit_record(action=AuditAction.PASSWORD_SET, actor=None, subject=head)
    text = head_client.get(everything).content.decode()
    assert "changed the role: Learner → Instructor" in text
    assert "the server" in text
    of_ana = head_client.get(everything, {"person": person.pk}).content.decode()
    assert "one-time password" not in of_ana
    assert instructor_client.get(everything).status_code == 403


def test_an_erased_account_leaves_a_number(head_client: Client) -> None:
    person = user_make("zoe", Role.INSTRUCTOR)
    audit_record(action=AuditAction.EXPORTED, actor=person, subject=person)
    number = person.pk
    person.delete()
    text = head_client.get(everything, {"person": number}).content.decode()
    assert "zoe" not in text
    assert f"erased account {number}" in text


def test_a_long_log_has_pages(head_client: Client, instructor: User) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(action=AuditAction.CLASS_SEEN, actor=instructor.pk, detail=f"lab-{number:03}")
        for number in range(130)
    )
    first = head_client.get(everything).content.decode()
    assert "lab-129" in first
    assert "lab-029" not in first
    assert "page=2" in first
    assert "lab-029" in head_client.get(everything, {"page": 2}).content.decode()
    assert head_client.get(everything, {"page": "x", "person": "x"}).status_code == 200
