"""Every address of a class by everybody who is not to have it, and what assistants may not do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from lessons.classes.policy import Right
from lessons.classes.services import class_create
from lessons.classes.urls import urlpatterns
from lessons.models import Class, Course, Label, Membership
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from virtlearn.people.models import Role, User

# Addresses of one class, with what they ask for; what is sent by POST alone has "post".
asked: Mapping[str, tuple[Right, str]] = {
    "class": (Right.SEE, "get"),
    "class_leave": (Right.SEE, "post"),
    "class_panel": (Right.ROSTER, "get"),
    "class_people": (Right.ROSTER, "get"),
    "class_member": (Right.ROSTER, "get"),
    "class_revision": (Right.ROSTER, "get"),
    "class_settings": (Right.MANAGE, "get"),
    "class_archive": (Right.MANAGE, "post"),
    "class_delete": (Right.MANAGE, "get"),
    "class_add": (Right.MANAGE, "get"),
    "class_label_people": (Right.MANAGE, "post"),
    "class_act": (Right.MANAGE, "post"),
    "class_labels": (Right.MANAGE, "get"),
    "class_roster": (Right.MANAGE, "get"),
    "class_roster_undo": (Right.MANAGE, "post"),
    "class_roster_csv": (Right.MANAGE, "get"),
    "class_invitations": (Right.MANAGE, "get"),
    "class_invitations_send": (Right.MANAGE, "post"),
    "class_invitations_withdraw": (Right.MANAGE, "post"),
}
safe_only = {"class", "class_people", "class_roster_csv"}
open_to_all = {"classes", "class_new", "class_code", "class_join", "class_invited"}


def test_every_address_of_a_class_is_here() -> None:
    assert {each.name for each in urlpatterns} >= set(asked) | open_to_all
    of_one = {each.name for each in urlpatterns if "class_id" in each.pattern.converters}
    assert set(asked) <= of_one


def address(name: str, row: Class, member: Membership) -> str:
    values = {"class_id": row.pk, "member": member.pk, "what": "remove"}
    pattern = next(each.pattern for each in urlpatterns if each.name == name)
    return reverse(f"lessons:{name}", kwargs={key: values[key] for key in pattern.converters})


@pytest.fixture
def others(course: str) -> Class:
    """Another class, with a teacher and a learner of its own."""
    by = user_make("other-teacher", Role.INSTRUCTOR)
    made = class_create(
        course=Course.objects.get(slug=course), by=by, name="Others", time_zone="UTC"
    )
    place(made, user_make("other-learner"))
    return made


@pytest.mark.parametrize("name", asked)
def test_strangers_find_nothing(
    name: str, row: Class, member: Membership, others: Class, stranger_client: Client
) -> None:
    url = address(name, row, member)
    clients = [
        stranger_client,
        client_of(User.objects.get(username="other-teacher")),
        client_of(User.objects.get(username="other-learner")),
    ]
    for state in ("invited", "removed", "blocked"):
        user = user_make(state)
        place(row, user, state=state, role="teacher")
        clients.append(client_of(user))
    for client in clients:
        assert client.get(url).status_code in ({404} if asked[name][1] == "get" else {404, 405})
        assert client.post(url, {"label": "1"}).status_code == (405 if name in safe_only else 404)
    assert Membership.objects.get(pk=member.pk).state == "joined"


@pytest.mark.parametrize("name", asked)
def test_visitors_and_guests_are_asked_to_log_in(
    name: str, row: Class, member: Membership, client: Client, guest_client: Client
) -> None:
    url = address(name, row, member)
    for each in (client, guest_client):
        answer = each.get(url) if name in safe_only else each.post(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    assert Membership.objects.get(pk=member.pk).state == "joined"


@pytest.mark.parametrize("name", asked)
def test_members_by_what_they_may(
    name: str,
    row: Class,
    member: Membership,
    learner_client: Client,
    assistant_client: Client,
    teacher_client: Client,
    head_client: Client,
) -> None:
    url = address(name, row, member)
    right, method = asked[name]

    def status(client: Client) -> int:
        return int(getattr(client, method)(url).status_code)

    if right != Right.SEE:
        assert status(learner_client) == 404
        assert learner_client.post(url).status_code in {404, 405}
    if right == Right.MANAGE:
        assert status(assistant_client) == 403
        assert assistant_client.post(url).status_code == (405 if name in safe_only else 403)
    elif method == "get":
        assert status(assistant_client) == 200
    expected = {200} if method == "get" else {302, 404}  # there is no label that is named
    assert status(teacher_client) in expected
    assert status(head_client) in expected


def test_assistants_change_nothing_by_what_they_may_see(
    row: Class, member: Membership, assistant_client: Client
) -> None:
    code = row.join_code
    assistant_client.post(address("class_panel", row, member), {"renew": "yes"})
    assistant_client.post(
        address("class_member", row, member), {"name": "Other", "role": "teacher"}
    )
    assistant_client.post(address("class_revision", row, member), {"revision": "newest"})
    row.refresh_from_db()
    member.refresh_from_db()
    assert (row.join_code, member.name, member.role) == (code, "Ana Ruiz", "learner")


def test_a_member_of_another_class_is_not_reached_through_ones_own(
    row: Class, others: Class, teacher_client: Client
) -> None:
    theirs = others.memberships.get(role="learner")
    label = Label.objects.create(in_class=others, name="Theirs")
    assert teacher_client.get(address("class_member", row, theirs)).status_code == 404
    assert teacher_client.post(address("class_act", row, theirs)).status_code == 404
    url = reverse("lessons:class_label_people", args=[row.pk])
    sent = {"label": label.pk, "member": theirs.pk}
    assert teacher_client.post(url, sent).status_code == 404
    mine = Label.objects.create(in_class=row, name="Mine")
    teacher_client.post(url, {**sent, "label": mine.pk})
    assert not theirs.labels.exists()


def test_an_instructor_sees_the_own_classes_alone_and_a_head_all(
    row: Class, others: Class, teacher_client: Client, head_client: Client, learner_client: Client
) -> None:
    url = reverse("lessons:classes")
    mine, all_of_them = (each.get(url).content.decode() for each in (teacher_client, head_client))
    assert ("Networks 1A" in mine, "Others" in mine) == (True, False)
    assert ("Networks 1A" in all_of_them, "Others" in all_of_them) == (True, True)
    assert "in a class yet" in learner_client.get(url).content.decode()
    assert "in a class yet" in Client().get(url).content.decode()


def test_learners_make_no_class(learner_client: Client, course: str) -> None:
    url = reverse("lessons:class_new")
    assert learner_client.get(url).status_code == 403
    assert learner_client.post(url, {"name": "X", "course": course}).status_code == 403
    assert not Class.objects.exists()


def test_only_who_manages_sees_personal_links(
    row: Class, assistant_client: Client, teacher_client: Client
) -> None:
    waiting = place(row, None, name="Bo")
    url = address("class_member", row, waiting)
    assert waiting.token not in assistant_client.get(url).content.decode()
    assert waiting.token in teacher_client.get(url).content.decode()


def test_the_navigation_leads_to_classes_who_has_one_or_teaches(
    row: Class,
    member: Membership,
    learner_client: Client,
    stranger_client: Client,
    instructor_client: Client,
) -> None:
    link = f'href="{reverse("lessons:classes")}"'
    for page in (reverse("home"), reverse("lessons:lesson", args=["small", "first"])):
        assert link in learner_client.get(page).content.decode(), page
        assert link in instructor_client.get(page).content.decode(), page
        assert link not in stranger_client.get(page).content.decode(), page
        assert link not in Client().get(page).content.decode(), page
