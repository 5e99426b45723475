"""A grade is given to a whole group in one step, and each of it has a history of their own."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from lessons.classes.groups.services import groups_set
from lessons.models import Assignment, Class, GradeChange, Membership
from tests.conftest import user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import assign
from tests.lessons.classes.grades.test_cell import send, url
from tests.lessons.classes.groups.conftest import set_make
from virtlearn.people.models import AuditAction, AuditEntry, User


@pytest.fixture
def mates(row: Class, member: Membership, teacher: User) -> list[Membership]:
    """Ana Ruiz and Ben are in Red; Cleo is in Blue."""
    ben = place(row, user_make("ben"), name="Ben")
    cleo = place(row, user_make("cleo"), name="Cleo")
    of_set = set_make(row, teacher)
    groups_set(of_set=of_set, by=teacher, wanted={member: "Red", ben: "Red", cleo: "Blue"})
    return [member, ben, cleo]


@pytest.fixture
def work(row: Class, teacher: User, mates: list[Membership]) -> Assignment:
    made = assign(row, teacher, "Together")
    made.group_set = row.group_sets.get()
    made.save()
    return made


def in_force(assignment: Assignment) -> dict[str, list[tuple[str, float | None]]]:
    found: dict[str, list[tuple[str, float | None]]] = {}
    for each in GradeChange.objects.filter(assignment=assignment).order_by("pk"):
        found.setdefault(each.membership.name, []).append((each.kind, each.points))
    return found


def test_all_of_a_group_have_it_and_it_goes_back_for_all(
    work: Assignment, mates: list[Membership], teacher_client: Client
) -> None:
    ana, ben, _cleo = mates
    send(teacher_client, work, ben, points="2", reason="Spoke well.")
    page = teacher_client.get(url(work, ana)).content.decode()
    assert "For all of Red:" in page
    assert send(teacher_client, work, ana, whole="yes").status_code == 302
    assert in_force(work) == {
        "Ana Ruiz": [("points", 7.5)],
        "Ben": [("points", 2.0), ("points", 7.5)],
    }
    seen = GradeChange.objects.filter(membership=ana).latest("pk").pk
    send(teacher_client, work, ana, kind="none", whole="yes", seen=seen)
    assert [kinds[-1][0] for kinds in in_force(work).values()] == ["none", "none"]
    entries = AuditEntry.objects.filter(action=AuditAction.GRADE_CHANGED)
    told = Counter(entries.values_list("subject", flat=True))
    assert told == {ana.user_id: 2, ben.user_id: 3}


def test_without_the_tick_it_is_one_learners_and_outside_of_groups_there_is_none(
    row: Class, work: Assignment, mates: list[Membership], teacher: User, teacher_client: Client
) -> None:
    send(teacher_client, work, mates[0])
    alone = assign(row, teacher, "Alone")
    assert "For all of" not in teacher_client.get(url(alone, mates[0])).content.decode()
    send(teacher_client, alone, mates[0], whole="yes")
    assert set(in_force(work)) == set(in_force(alone)) == {"Ana Ruiz"}


def test_nothing_is_changed_where_one_of_them_is_refused(
    work: Assignment, mates: list[Membership], teacher_client: Client
) -> None:
    response = send(teacher_client, work, mates[0], whole="yes", seen="999")
    assert response.status_code == 422
    assert 'name="whole"' in response.content.decode()
    assert response.content.decode().count("checked") >= 1
    assert in_force(work) == {}


def test_the_gradebook_and_the_roster_name_groups(
    row: Class, work: Assignment, teacher_client: Client
) -> None:
    for name in ("grades", "class_people"):
        html = teacher_client.get(reverse(f"lessons:{name}", args=[row.pk])).content.decode()
        assert html.count("<bdi>Red</bdi>") == 2, name
        assert "Blue" in html
    hidden = teacher_client.get(reverse("lessons:grades", args=[row.pk]) + "?pseudonyms=1")
    assert "Red" not in hidden.content.decode()  # who knows a group knows two of its members
