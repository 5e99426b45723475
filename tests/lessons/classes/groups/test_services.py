"""Learners come into groups, move and choose; steps are taken back; a seat can be had once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lessons.classes.groups import services
from lessons.classes.groups.files import file_read, groups_csv
from lessons.classes.groups.refusal import GroupCode
from lessons.models import Class, Group, GroupChange, GroupPlace, GroupSet, Membership
from tests.conftest import user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.groups.conftest import called, inside, set_make
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import AuditAction, AuditEntry, User


def move(of_set: GroupSet, who: Membership, group: Group | None, by: User) -> bool:
    return services.member_move(of_set=of_set, membership=who, group=group, by=by)


def choose(of_set: GroupSet, who: Membership, group: Group | None, *, new: bool = False) -> None:
    assert who.user
    services.group_choose(of_set=of_set, membership=who, group=group, new=new, by=who.user)


def code_of(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.code


def test_a_teacher_moves_and_takes_steps_back(
    of_set: GroupSet, people: list[Membership], teacher: User
) -> None:
    ana, ben, *_ = people
    one, two = services.group_add(of_set=of_set), services.group_add(of_set=of_set)
    assert [one.name, two.name] == ["Group 1", "Group 2"]
    assert move(of_set, ana, one, teacher)
    assert move(of_set, ben, one, teacher)
    assert not move(of_set, ben, one, teacher)  # no step that could be taken back
    assert move(of_set, ana, two, teacher)
    assert inside(of_set) == {"Group 1": {"Ben"}, "Group 2": {"Ana"}}
    services.change_undo(of_set=of_set, by=teacher)
    assert inside(of_set) == {"Group 1": {"Ana", "Ben"}}
    services.change_undo(of_set=of_set, by=teacher)
    assert inside(of_set) == {"Group 1": {"Ana"}}
    services.change_undo(of_set=of_set, by=teacher)
    assert inside(of_set) == {}
    with pytest.raises(RefusedError) as error:
        services.change_undo(of_set=of_set, by=teacher)
    assert code_of(error) == GroupCode.NOTHING_TO_UNDO
    assert GroupPlace.objects.filter(membership=ana, ended_at__isnull=False).count() == 3
    moved = AuditEntry.objects.filter(action=AuditAction.GROUPS_CHANGED, subject=ana.user_id)
    assert moved.count() == 4


def test_a_step_whose_people_are_elsewhere_is_not_taken_back(
    of_set: GroupSet, people: list[Membership], teacher: User
) -> None:
    one = services.group_add(of_set=of_set)
    move(of_set, people[0], one, teacher)
    GroupPlace.objects.update(ended_at=timezone.now())
    with pytest.raises(RefusedError) as error:
        services.change_undo(of_set=of_set, by=teacher)
    assert code_of(error) == GroupCode.CHANGED


def test_a_group_has_at_most_so_many_and_its_set_cannot_get_smaller(
    of_set: GroupSet, people: list[Membership], teacher: User, row: Class
) -> None:
    one = services.group_add(of_set=of_set)
    for each in people[:3]:
        move(of_set, each, one, teacher)
    with pytest.raises(RefusedError) as error:
        move(of_set, people[3], one, teacher)
    assert code_of(error) == GroupCode.FULL
    fields = {"name": "Lab partners", "least": 2, "most": 2, "mode": "teacher"}
    with pytest.raises(RefusedError) as error:
        services.set_save(row=row, of_set=of_set, by=teacher, **fields)
    assert code_of(error) == GroupCode.TOO_LARGE
    move(of_set, people[0], None, teacher)  # seat 1 is free again; seat 3 is not the third
    services.set_save(row=row, of_set=of_set, by=teacher, **fields)
    with pytest.raises(RefusedError) as error:
        move(of_set, people[3], one, teacher)
    assert code_of(error) == GroupCode.FULL


def test_the_database_itself_lets_nobody_sit_twice(
    of_set: GroupSet, people: list[Membership], teacher: User
) -> None:
    one = services.group_add(of_set=of_set)
    move(of_set, people[0], one, teacher)
    taken = GroupPlace.objects.get()
    values = {"of_set": of_set, "group": one, "begun_by": taken.begun_by}
    for membership, seat in ((people[0], 2), (people[1], 1), (people[1], 4)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupPlace.objects.create(membership=membership, seat=seat, **values)


def test_learners_choose_while_groups_are_open_and_nothing_has_begun(
    row: Class, people: list[Membership], teacher: User
) -> None:
    ana, ben, cleo, dan = people
    of_set = set_make(row, teacher, most=2)
    with pytest.raises(RefusedError) as error:
        choose(of_set, ana, None, new=True)
    assert code_of(error) == GroupCode.NOT_OPEN
    GroupSet.objects.update(mode="choice")
    choose(of_set, ana, None, new=True)
    one = Group.objects.get()
    choose(of_set, ben, one)
    with pytest.raises(RefusedError) as error:
        choose(of_set, cleo, one)
    assert code_of(error) == GroupCode.FULL
    choose(of_set, ben, None)
    choose(of_set, cleo, one)
    Group.objects.update(begun_at=timezone.now())
    for who, group in ((cleo, None), (dan, one)):
        with pytest.raises(RefusedError) as error:
            choose(of_set, who, group)
        assert code_of(error) == GroupCode.BEGUN
    assert inside(of_set) == {"Group 1": {"Ana", "Cleo"}}
    assert move(of_set, cleo, None, teacher)  # who teaches still can


def test_locked_groups_change_for_nobody_and_those_of_a_class_that_is_over(
    row: Class, people: list[Membership], of_set: GroupSet, teacher: User
) -> None:
    one = services.group_add(of_set=of_set)
    GroupSet.objects.update(mode="locked")
    with pytest.raises(RefusedError) as error:
        move(of_set, people[0], one, teacher)
    assert code_of(error) == GroupCode.LOCKED
    with pytest.raises(RefusedError) as error:
        choose(of_set, people[0], one)
    assert code_of(error) == GroupCode.LOCKED
    GroupSet.objects.update(mode="choice")
    Class.objects.update(ends_on=timezone.now() - timedelta(days=3))
    with pytest.raises(RefusedError):
        choose(of_set, people[0], one)
    assert inside(of_set) == {}


def test_the_lot_fills_groups_and_one_step_takes_it_back(
    row: Class, people: list[Membership], of_set: GroupSet, teacher: User
) -> None:
    place(row, user_make("gone"), name="Gone", state="removed")
    place(row, None, name="Invited")
    assert services.groups_fill(of_set=of_set, by=teacher) == 4
    assert sorted(len(each) for each in inside(of_set).values()) == [2, 2]
    with pytest.raises(RefusedError) as error:
        services.groups_fill(of_set=of_set, by=teacher)
    assert code_of(error) == GroupCode.NOBODY
    assert GroupChange.objects.count() == 1
    services.change_undo(of_set=of_set, by=teacher)
    assert inside(of_set) == {}


def test_a_file_puts_people_into_groups_and_what_was_downloaded_changes_nothing(
    row: Class, people: list[Membership], of_set: GroupSet, teacher: User
) -> None:
    data = b"login,name,group\nana,,Red\nben,,Red\n,Cleo,Blue\ndan,,\n"
    wanted, problems = file_read(of_set, data, "list.csv")
    assert not problems
    assert services.groups_set(of_set=of_set, by=teacher, wanted=wanted) == 3
    assert inside(of_set) == {"Red": {"Ana", "Ben"}, "Blue": {"Cleo"}}
    again, problems = file_read(of_set, groups_csv(of_set).encode(), "list.csv")
    assert not problems
    assert services.groups_set(of_set=of_set, by=teacher, wanted=again) == 0
    wanted, _problems = file_read(of_set, b"login,group\nana,blue\ncleo,red\n", "list.csv")
    services.groups_set(of_set=of_set, by=teacher, wanted=wanted)  # they change places
    assert inside(of_set) == {"Red": {"Cleo", "Ben"}, "Blue": {"Ana"}}
    services.change_undo(of_set=of_set, by=teacher)
    assert inside(of_set) == {"Red": {"Ana", "Ben"}, "Blue": {"Cleo"}}


def test_a_file_with_a_fault_names_its_lines(
    row: Class, people: list[Membership], of_set: GroupSet, teacher: User
) -> None:
    called(row, "Eve")
    data = b"login,group\nnobody,Green\nana,Red\nana,Blue\nben,Red\ncleo,Red\ndan,Red\neve,Red\n"
    _wanted, problems = file_read(of_set, data, "list.csv")
    said = [str(each) for each in problems]
    assert [each.split(":")[1] for each in said] == ["2", "3", "4"]
    assert "5 members" in said[1]
    place(row, user_make("ana2"), name="Ana")
    _wanted, problems = file_read(of_set, b"name,group\nAna,Red\n", "list.csv")
    assert "Several" in str(problems[0])


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_the_last_place_at_once_one_has_it(
    row: Class, people: list[Membership], teacher: User
) -> None:
    of_set = set_make(row, teacher, most=2, mode="choice")
    choose(of_set, people[0], None, new=True)
    one = Group.objects.get()
    gate, refused = threading.Barrier(3), []

    def run(who: Membership) -> None:
        try:
            gate.wait()
            choose(GroupSet.objects.get(), who, one)
        except RefusedError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(each,)) for each in people[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [GroupCode.FULL] * 2
    assert len(inside(of_set)["Group 1"]) == 2
