"""Who is in a class: added, given roles, removed, blocked, labelled; each in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.classes.members import services
from lessons.classes.selectors import learners_taught, member_name, members_found
from lessons.classes.services import (
    class_archive,
    class_change,
    class_create,
    class_delete,
    class_fetch_back,
)
from lessons.models import Class, Course, Membership
from tests.conftest import user_make
from tests.lessons.classes.conftest import place
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import AuditEntry, Role, User

State = Membership.State


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, check=lambda error: error.code == code)


def logged(action: str) -> list[tuple[int | None, int | None, str]]:
    rows = AuditEntry.objects.filter(action=f"class.{action}").order_by("pk")
    return list(rows.values_list("actor", "subject", "detail"))


def test_the_last_teacher_stays(row: Class, teacher: User, head: User) -> None:
    mine = row.memberships.get(user=teacher)
    with refused("class-last-teacher"):
        services.member_remove(member=mine, by=head)
    with refused("class-last-teacher"):
        services.member_block(member=mine, by=head)
    with refused("class-last-teacher"):
        services.member_role_set(member=mine, role="learner", by=head)
    place(row, user_make("other", Role.INSTRUCTOR), role="teacher")
    services.member_remove(member=mine, by=head)
    assert row.memberships.get(user=teacher).state == State.REMOVED


def test_an_invited_or_removed_teacher_is_none(row: Class, teacher: User) -> None:
    for number, state in enumerate((State.INVITED, State.REMOVED, State.BLOCKED)):
        place(row, user_make(f"t{number}", Role.INSTRUCTOR), role="teacher", state=state)
    with refused("class-last-teacher"):
        services.member_remove(member=row.memberships.get(user=teacher), by=teacher)


def test_a_teacher_has_to_be_an_instructor(row: Class, member: Membership, teacher: User) -> None:
    with refused("class-no-instructor"):
        services.member_role_set(member=member, role="teacher", by=teacher)
    with refused("class-no-instructor"):
        services.member_add(row=row, by=teacher, login=user_make("new"), role="teacher")
    assert services.member_role_set(member=member, role="assistant", by=teacher)
    assert not services.member_role_set(member=member, role="assistant", by=teacher)
    assert logged("role") == [(teacher.pk, member.user_id, "Networks 1A")]


def test_a_heads_word_is_enough_and_a_teachers_is_an_invitation(
    row: Class, teacher: User, head: User, learner: User, stranger: User
) -> None:
    by_head = services.member_add(row=row, by=head, login=learner)
    by_teacher = services.member_add(row=row, by=teacher, login=stranger)
    assert (by_head.state, by_teacher.state) == (State.JOINED, State.INVITED)
    assert logged("added") == [(head.pk, learner.pk, "Networks 1A")]
    assert logged("invited") == [(teacher.pk, stranger.pk, "Networks 1A")]
    with refused("class-there-already"):
        services.member_add(row=row, by=head, login=learner)


def test_one_address_is_invited_once_whatever_its_case(row: Class, teacher: User) -> None:
    services.member_add(row=row, by=teacher, login=None, email="Ana@example.org")
    with refused("class-there-already"):
        services.member_add(row=row, by=teacher, login=None, email="ana@Example.org")


def test_an_invitation_that_is_withdrawn_goes(row: Class, teacher: User) -> None:
    waiting = place(row, None, name="Bo")
    services.member_remove(member=waiting, by=teacher)
    assert not Membership.objects.filter(pk=waiting.pk).exists()


def test_removing_twice_is_once_and_logged_once(
    row: Class, member: Membership, teacher: User
) -> None:
    for _ in range(2):
        services.member_remove(member=member, by=teacher)
    assert logged("removed") == [(teacher.pk, member.user_id, "Networks 1A")]
    services.member_admit(member=member, by=teacher)
    assert logged("admitted") == [(teacher.pk, member.user_id, "Networks 1A")]


def test_who_never_joined_is_let_back_in_as_invited(
    row: Class, stranger: User, teacher: User
) -> None:
    waiting = place(row, stranger, state=State.INVITED)
    services.member_block(member=waiting, by=teacher)
    services.member_admit(member=waiting, by=teacher)
    assert Membership.objects.get(pk=waiting.pk).state == State.INVITED


@pytest.mark.parametrize("over", ["ended", "archived"])
def test_what_is_over_changes_no_more(
    row: Class, member: Membership, teacher: User, teacher_client: Client, over: str
) -> None:
    label = services.label_create(row=row, name="A")
    if over == "ended":
        class_change(row=row, ends_on=timezone.localdate() - timedelta(days=2))
    else:
        class_archive(row=row, by=teacher)
    member.refresh_from_db()
    row.refresh_from_db()
    member.in_class.refresh_from_db()
    with refused("class-over"):
        services.member_remove(member=member, by=teacher)
    with refused("class-over"):
        services.member_add(row=row, by=teacher, login=None, email="a@example.org")
    with refused("class-over"):
        services.label_create(row=row, name="B")
    with refused("class-over"):
        services.member_labels_set(member=member, labels=[label])
    page = teacher_client.get(reverse("lessons:class_people", args=[row.pk]))
    assert page.status_code == 200
    assert reverse("lessons:class_add", args=[row.pk]) not in page.content.decode()
    class_fetch_back(row=row, by=teacher)
    class_change(row=row, ends_on=None)
    services.member_remove(member=member, by=teacher)


def test_a_class_is_deleted_while_nobody_is_or_was_in_it(
    row: Class, teacher: User, teacher_client: Client, member: Membership
) -> None:
    services.member_remove(member=member, by=teacher)
    url = reverse("lessons:class_delete", args=[row.pk])
    answer = teacher_client.post(url)
    assert (answer.status_code, "class-not-empty" in answer.content.decode()) == (422, True)
    with refused("class-not-empty"):
        class_delete(row=row, by=teacher)
    member.delete()
    assert teacher_client.post(url).status_code == 302
    assert not Class.objects.exists()
    assert logged("deleted") == [(teacher.pk, None, "Networks 1A")]


def test_a_head_makes_a_class_for_a_teacher(
    course: str, head_client: Client, teacher: User, learner: User, head: User
) -> None:
    url = reverse("lessons:class_new")
    sent = {"name": "1B", "course": course, "time_zone": "Europe/Berlin", "teacher": "nobody"}
    page = head_client.post(url, sent)
    assert (page.status_code, 'value="nobody"' in page.content.decode()) == (422, True)
    assert head_client.post(url, {**sent, "teacher": "learner"}).status_code == 422
    assert head_client.post(url, {**sent, "teacher": "Teacher"}).status_code == 302
    made = Class.objects.get()
    assert (made.time_zone, made.created_by) == ("Europe/Berlin", head)
    assert list(made.memberships.values_list("user", "role", "state")) == [
        (teacher.pk, "teacher", "joined")
    ]


def test_an_instructor_makes_their_own(course: str, teacher_client: Client, teacher: User) -> None:
    url = reverse("lessons:class_new")
    assert 'name="teacher"' not in teacher_client.get(url).content.decode()
    sent = {
        "name": "\u202e 1C ",
        "course": course,
        "time_zone": "UTC",
        "starts_on": "2026-09-01",
        "ends_on": "2026-08-01",
    }
    assert teacher_client.post(url, sent).status_code == 422
    assert teacher_client.post(url, {**sent, "ends_on": "2027-08-01"}).status_code == 302
    assert Class.objects.get().name == "1C"
    assert Class.objects.get().memberships.get().user == teacher


# --- labels --------------------------------------------------------------------------------------


def test_labels_are_given_filtered_by_and_at_most_a_hundred(
    row: Class, member: Membership, teacher: User
) -> None:
    first = services.label_create(row=row, name="Gruppe Ä")
    assert services.label_create(row=row, name="gruppe Ä").pk == first.pk
    services.label_give(label=first, members=[member.pk])
    assert [each.pk for each in members_found(row, label=first.pk)] == [member.pk]
    services.label_give(label=first, members=[member.pk], take=True)
    assert not members_found(row, label=first.pk).exists()
    for number in range(services.labels_most - 1):
        services.label_create(row=row, name=f"L{number}")
    with refused("class-labels-full"):
        services.label_create(row=row, name="one more")
    for name in ("", "a,b", "a|b", "x" * 61):
        with refused("class-label-name"):
            services.label_create(row=row, name=name)
    other = services.label_create(row=row, name="L1")
    with refused("class-label-taken"):
        services.label_rename(label=other, name="L2")


def test_people_are_found_by_name_login_address_and_identifier(
    row: Class, member: Membership, learner: User
) -> None:
    place(row, None, name="Bo Li", invited_email="bo@example.org", external_id="s2")
    for words, names in {
        "ana": ["Ana Ruiz"],
        "learner": ["Ana Ruiz"],
        "s2": ["Bo Li"],
        "bo example": ["Bo Li"],
        "nobody": [],
    }.items():
        assert [member_name(each) for each in members_found(row, words=words)] == names, words
    assert next(each.role for each in members_found(row)) == "teacher"


# --- pages ---------------------------------------------------------------------------------------


def test_one_is_added_by_page_and_a_wrong_name_keeps_what_was_typed(
    row: Class, teacher_client: Client, learner: User
) -> None:
    url = reverse("lessons:class_add", args=[row.pk])
    page = teacher_client.post(url, {"who": "no such", "name": "Ana", "role": "learner"})
    assert page.status_code == 422
    assert 'value="Ana"' in page.content.decode()
    assert teacher_client.post(url, {"who": "LEARNER", "role": "learner"}).status_code == 302
    assert row.memberships.get(user=learner).state == State.INVITED
    assert (
        teacher_client.post(url, {"who": "a@example.org", "role": "assistant"}).status_code == 302
    )
    invited = row.memberships.get(invited_email="a@example.org")
    assert invited.role == "assistant"
    listed = teacher_client.get(reverse("lessons:class_people", args=[row.pk])).content.decode()
    assert "<td>a@example.org</td>" in listed
    assert mail.outbox == []


def test_an_entry_is_changed(row: Class, member: Membership, teacher_client: Client) -> None:
    label = services.label_create(row=row, name="A")
    url = reverse("lessons:class_member", args=[row.pk, member.pk])
    sent = {"name": "王小明", "external_id": "s7", "role": "assistant", "labels": [label.pk]}
    assert teacher_client.post(url, sent).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.external_id, member.role) == ("王小明", "s7", "assistant")
    assert list(member.labels.all()) == [label]
    place(row, None, name="Bo", external_id="s8")
    clash = teacher_client.post(url, {**sent, "external_id": "s8"})
    assert (clash.status_code, 'value="s8"' in clash.content.decode()) == (422, True)


def test_names_are_isolated(row: Class, member: Membership, teacher_client: Client) -> None:
    Membership.objects.filter(pk=member.pk).update(name="<b>محمد (VM)")
    page = teacher_client.get(reverse("lessons:class_people", args=[row.pk])).content.decode()
    assert "<bdi>&lt;b&gt;محمد (VM)</bdi>" in page


def test_the_learner_finds_it_in_their_log(
    row: Class, member: Membership, teacher: User, learner_client: Client
) -> None:
    services.member_remove(member=member, by=teacher)
    page = learner_client.get(reverse("people:log_mine")).content.decode()
    assert "removed from the class: Networks 1A" in page


def test_whose_learners_an_instructor_has(
    course: str, row: Class, member: Membership, teacher: User, instructor: User, head: User
) -> None:
    place(row, user_make("removed"), state=State.REMOVED)
    other = class_create(
        course=Course.objects.get(slug=course), by=instructor, name="B", time_zone="UTC"
    )
    place(other, user_make("theirs"))
    found = learners_taught(teacher)
    assert found is not None
    assert {user.username for user in found} == {"learner", "teacher"}
    assert learners_taught(head) is None
    class_archive(row=row, by=teacher)
    assert not learners_taught(teacher).exists()  # type: ignore[union-attr]
