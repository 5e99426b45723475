"""Pages of groups: who sees what, and what their buttons do."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lessons.classes.groups import services
from lessons.models import Class, Group, GroupSet, Membership
from tests.conftest import client_of
from tests.lessons.classes.groups.conftest import client_for, inside, set_make
from virtlearn.people.models import User


def url(name: str, of_set: GroupSet) -> str:
    return reverse(f"lessons:{name}", args=[of_set.in_class_id, of_set.pk])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_teacher_makes_groups_and_what_was_typed_stays_where_it_is_wrong(
    row: Class, people: list[Membership], teacher_client: Client
) -> None:
    new = reverse("lessons:group_set_new", args=[row.pk])
    wrong = {"name": "Pairs", "least": 3, "most": 2, "mode": "choice"}
    response = teacher_client.post(new, wrong)
    assert response.status_code == 422
    assert 'value="Pairs"' in response.content.decode()
    teacher_client.post(new, {**wrong, "least": 2})
    of_set = GroupSet.objects.get()
    assert (of_set.name, of_set.least, of_set.most, of_set.mode) == ("Pairs", 2, 2, "choice")
    again = teacher_client.post(new, {**wrong, "least": 2, "name": "PAIRS"})
    assert 'data-code="group-name-taken"' in again.content.decode()
    assert "Pairs" in text(teacher_client, reverse("lessons:groups", args=[row.pk]))
    teacher_client.post(url("group_set_settings", of_set), {**wrong, "least": 2, "mode": "locked"})
    of_set.refresh_from_db()
    assert of_set.mode == "locked"


def test_a_teacher_fills_moves_and_takes_back(
    of_set: GroupSet, people: list[Membership], teacher_client: Client
) -> None:
    page = url("group_set", of_set)
    assert "In no group" in text(teacher_client, page)
    teacher_client.post(url("group_fill", of_set))
    assert sum(map(len, inside(of_set).values())) == 4
    teacher_client.post(url("group_undo", of_set))
    assert inside(of_set) == {}
    teacher_client.post(url("group_add", of_set))
    group = Group.objects.order_by("-pk")[0]
    values = {"member": people[0].pk, "group": group.pk}
    response = teacher_client.post(url("group_place", of_set), values, follow=True)
    assert "take that back" in response.content.decode()
    assert inside(of_set) == {group.name: {"Ana"}}
    teacher_client.post(url("group_place", of_set), {"member": people[0].pk, "group": ""})
    assert inside(of_set) == {}


def test_a_teacher_sends_a_file_and_nothing_is_lost_where_it_is_wrong(
    of_set: GroupSet, people: list[Membership], teacher_client: Client
) -> None:
    page = url("group_file", of_set)
    wrong = teacher_client.post(page, {"text": "name,group\nNobody,Red"})
    assert wrong.status_code == 422
    body = wrong.content.decode()
    assert "Nobody,Red" in body
    assert 'data-code="group-file-refused"' in body
    sent = SimpleUploadedFile("groups.csv", b"name,group\nAna,Red\n")
    teacher_client.post(page, {"file": sent})
    assert inside(of_set) == {"Red": {"Ana"}}
    written = teacher_client.get(url("groups_csv", of_set))
    assert "Ana,ana,,,Red" in written.content.decode()
    assert teacher_client.post(page, {"text": b"\xff"}).status_code == 422


def test_a_learner_sees_the_own_group_and_of_others_only_free_places(
    row: Class, people: list[Membership], teacher: User
) -> None:
    of_set = set_make(row, teacher, most=2, mode="choice")
    clients = [client_for(each) for each in people]
    choose = url("group_choose", of_set)
    clients[0].post(choose, {"group": "new"})
    one = Group.objects.get()
    seen = text(clients[1], url("group_set", of_set))
    assert "1 place free" in seen
    assert "Ana" not in seen
    clients[1].post(choose, {"group": one.pk})
    mine = text(clients[1], url("group_set", of_set))
    assert "Ana" in mine
    assert "Your group:" in mine
    full = text(clients[2], url("group_set", of_set))
    assert "place free" not in full
    assert "Ana" not in full
    response = clients[2].post(choose, {"group": one.pk}, follow=True)
    assert "is full" in response.content.decode()
    GroupSet.objects.update(mode="teacher")
    assert "Join" not in text(clients[2], url("group_set", of_set))
    clients[1].post(choose, {"group": ""})
    assert inside(of_set) == {"Group 1": {"Ana", "Ben"}}
    assert "Ask your teacher" in text(clients[2], reverse("lessons:groups", args=[row.pk]))


def test_a_used_set_is_not_deleted_and_another_is(
    of_set: GroupSet, people: list[Membership], teacher: User, teacher_client: Client
) -> None:
    services.groups_fill(of_set=of_set, by=teacher)
    teacher_client.post(url("group_set_delete", of_set))
    assert not GroupSet.objects.exists()
    assert Membership.objects.filter(role="learner").count() == 4


names = ("group_set_settings", "group_place", "group_fill", "group_add", "group_undo")
others = ("group_set_delete", "group_file")


@pytest.mark.parametrize("name", [*names, *others])
def test_only_teachers_of_the_class_change_groups(
    name: str,
    of_set: GroupSet,
    people: list[Membership],
    assistant_client: Client,
    instructor_client: Client,
    stranger_client: Client,
) -> None:
    address = url(name, of_set)
    for client, status in (
        (client_for(people[0]), 404),
        (assistant_client, 403),
        (instructor_client, 404),
        (stranger_client, 404),
    ):
        assert client.post(address, {"member": people[0].pk}).status_code == status
    assert GroupSet.objects.exists()
    assert inside(of_set) == {}


def test_strangers_see_no_groups_and_a_set_is_reached_by_its_own_class_alone(
    row: Class,
    of_set: GroupSet,
    people: list[Membership],
    teacher: User,
    teacher_client: Client,
    assistant_client: Client,
    instructor_client: Client,
    stranger_client: Client,
) -> None:
    page = url("group_set", of_set)
    assert assistant_client.get(page).status_code == 200
    for client in (instructor_client, stranger_client):
        for address in (page, url("groups_csv", of_set), url("group_choose", of_set)):
            assert client.get(address).status_code in (404, 405)
            assert client.post(address).status_code in (404, 405)
    other = Class.objects.get(pk=row.pk)
    other.pk = None
    other.join_code = "ABCD2345"
    other.save()
    Membership.objects.create(in_class=other, user=teacher, role="teacher", state="joined")
    theirs = set_make(other, teacher)
    crossed = reverse("lessons:group_set", args=[row.pk, theirs.pk])
    assert teacher_client.get(crossed).status_code == 404
    group = services.group_add(of_set=theirs)
    values = {"member": people[0].pk, "group": group.pk}
    assert teacher_client.post(url("group_place", of_set), values).status_code == 404
    client = client_of(people[0].user)  # type: ignore[arg-type]
    assert client.post(url("group_choose", of_set), {"group": group.pk}).status_code == 404
    assert client.post(url("group_choose", theirs), {"group": group.pk}).status_code == 404
