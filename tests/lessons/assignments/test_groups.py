"""A lab of a group: who starts it and comes in, for whom its tasks count, what a cheat gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.core.presence import visit_over
from labs.core.refusal import LabRefusedError, RefusalCode
from labs.lifecycle import services as labs
from labs.models import EndReason, LabSession, LabState, Visit
from labs.recordings.services import recording_begin
from labs.sharing import invites, visits
from labs.terminal.core.ports import Refusal, code_ended, code_gone
from labs.terminal.django_backend import visit_of
from lessons.assignments import groups
from lessons.assignments.exceptions import extension_grant
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.services import Item
from lessons.classes.grades.selectors import book_read
from lessons.classes.groups import services
from lessons.classes.joining.services import guest_merge
from lessons.classes.members.services import member_admit, member_remove, member_role_set
from lessons.classes.roster.services import import_undo, roster_import
from lessons.classes.services import class_archive
from lessons.models import (
    Assignment,
    AssignmentWork,
    Class,
    Group,
    GroupPlace,
    GroupSet,
    Membership,
)
from lessons.progress.labs import LabDone, labs_done, labs_done_at
from tests.conftest import client_of, user_make
from tests.labs.engine import engine_used
from tests.labs.factory import at_once
from tests.lessons.assignments.conftest import Make, join
from tests.lessons.assignments.test_lab_tasks import begin, lab_get, one_task, tick
from tests.lessons.assignments.test_work import over
from tests.lessons.classes.groups.conftest import set_make
from virtlearn.people.models import User
from virtlearn.people.privacy.erase import account_erase

whole = (Item(kind="lab", ref="whose-kernel"),)


@pytest.fixture(autouse=True)
def _engine(settings: LazySettings) -> Iterator[None]:
    settings.LAB_PROVIDER = "tests.lessons.assignments.test_lab_tasks"
    with engine_used("fake"):
        yield


@pytest.fixture
def people(row: Class) -> list[Membership]:
    return [join(row, user_make(name)) for name in ("ana", "ben", "cleo", "dan")]


@pytest.fixture
def ana(people: list[Membership]) -> User:
    return user_of(people[0])


@pytest.fixture
def ben(people: list[Membership]) -> User:
    return user_of(people[1])


def user_of(member: Membership) -> User:
    assert member.user
    return member.user


@pytest.fixture
def of_set(row: Class, teacher: User, people: list[Membership]) -> GroupSet:
    """Ana and Ben are in Group 1; Group 2 is empty."""
    made = set_make(row, teacher)
    one, _two = services.group_add(of_set=made), services.group_add(of_set=made)
    for each in people[:2]:
        put(made, each, one, teacher)
    return made


def put(of_set: GroupSet, who: Membership, group: Group | None, teacher: User) -> None:
    services.member_move(of_set=of_set, membership=who, group=group, by=teacher)


def one_of(of_set: GroupSet) -> Group:
    return of_set.groups.get(number=1)


@pytest.fixture
def work(make: Make, of_set: GroupSet) -> Assignment:
    return grouped(make(items=whole), of_set)


def grouped(assignment: Assignment, of_set: GroupSet) -> Assignment:
    Assignment.objects.filter(pk=assignment.pk).update(group_set=of_set)
    assignment.refresh_from_db()
    return assignment


def kept() -> set[tuple[str, str, bool, int]]:
    """By whom, which task, whether it counts and with what credit."""
    rows = AssignmentWork.objects.values_list(
        "membership__user__username", "task", "counted", "credit"
    )
    assert len(rows) == len(set(rows))
    return set(rows)


def refusal_of(user: User) -> object:
    with pytest.raises(LabRefusedError) as refused:
        begin(user)
    return refused.value.code


def page(client: Client) -> str:
    address = reverse("labs:lab", args=["small", "whose-kernel"])
    return client.get(address).content.decode()


def test_members_share_one_machine_and_each_has_what_is_done(
    work: Assignment, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    assert begin(ben) == session
    assert LabSession.objects.count() == 1  # and one quota is used
    assert session.group == str(Group.objects.get(number=1).pk)
    tick(session, "one")
    assert kept() == {("ana", "one", True, 100), ("ben", "one", True, 100)}
    assert set(AssignmentWork.objects.values_list("points", "group__name")) == {(2.0, "Group 1")}
    for user in (ana, ben):
        shown = page(client_of(user))
        assert f'data-session="{session.pk}"' in shown
        assert "One machine for all of Group 1: ana, ben. It is not recorded." in shown


def test_each_has_it_by_their_own_deadlines(
    make: Make, of_set: GroupSet, people: list[Membership], teacher: User, ana: User, ben: User
) -> None:
    assignment = grouped(make(items=whole, **over), of_set)
    extension_grant(assignment=assignment, membership=people[0], by=teacher, days=3)
    session = begin(ana)
    assert session.group
    tick(session, "one")
    assert kept() == {("ana", "one", True, 100), ("ben", "one", False, 0)}
    labs.lab_session_stop(session=session)
    alone = begin(ben)  # for him it is closed: practice needs no group
    assert alone.group == ""


def test_who_is_in_no_group_is_told_so_with_the_way_on(
    work: Assignment, of_set: GroupSet, people: list[Membership], row: Class, teacher: User
) -> None:
    cleo = user_of(people[2])
    assert refusal_of(cleo) == AssignmentCode.LAB_NO_GROUP
    client = client_of(cleo)
    start = reverse("labs:start", args=["small", "whose-kernel"])
    response = client.post(start, headers={"HX-Request": "true"})
    assert 'data-code="assignment-lab-no-group"' in response.content.decode()
    assert "Ask your teacher to put you into one." in page(client)
    GroupSet.objects.update(mode="choice")
    assert refusal_of(cleo) == AssignmentCode.LAB_CHOOSE_GROUP
    put(of_set, people[2], of_set.groups.get(number=2), teacher)
    assert refusal_of(cleo) == AssignmentCode.LAB_GROUP_SMALL
    GroupSet.objects.update(mode="locked")  # the teacher says that it may be so small
    assert begin(cleo).group
    shown = client.get(reverse("lessons:assignment", args=[row.pk, work.pk])).content.decode()
    assert "yours is Group 2" in shown


def test_what_is_done_alone_counts_for_nothing_there(
    make: Make, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    alone = begin(ana)  # before it is assigned
    grouped(make(items=whole), of_set)
    tick(alone, "one")
    assert kept() == set()
    assert "You started this lab alone" in page(client_of(ana))
    assert begin(ana) == alone
    session = begin(ben)
    assert session != alone
    client = client_of(ana)
    assert f'data-session="{alone.pk}"' in page(client)  # first what is to be ended
    client.post(reverse("labs:stop", args=["small", "whose-kernel", alone.pk]))
    assert f'data-session="{session.pk}"' in page(client)


def test_a_group_gives_nothing_to_an_assignment_that_each_does_alone(
    make: Make, of_set: GroupSet, people: list[Membership], ana: User
) -> None:
    mine = make(items=whole, title="Alone")
    session = begin(ana)
    tick(session, "two")
    labs.lab_session_stop(session=session)
    grouped(make(items=whole, title="Together"), of_set)
    tick(begin(ana), "one")
    assert set(AssignmentWork.objects.filter(assignment=mine).values_list("task")) == {("two",)}
    assert AssignmentWork.objects.exclude(assignment=mine).count() == 2


def test_who_comes_late_has_what_is_done_from_then_on(
    work: Assignment, of_set: GroupSet, people: list[Membership], teacher: User, ana: User
) -> None:
    session = begin(ana)
    tick(session, "one")
    put(of_set, people[2], one_of(of_set), teacher)
    tick(session, "one", "two")
    assert {(who, task) for who, task, *_ in kept()} == {
        *((who, "one") for who in ("ana", "ben")),
        *((who, "two") for who in ("ana", "ben", "cleo")),
    }


def test_learners_cannot_join_or_switch_to_earn(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User
) -> None:
    GroupSet.objects.update(mode="choice")
    begin(ana)
    choose = reverse("lessons:group_choose", args=[of_set.in_class_id, of_set.pk])
    for member, group in ((people[2], one_of(of_set).pk), (people[1], "new"), (people[0], "")):
        client_of(user_of(member)).post(choose, {"group": group})
    inside = GroupPlace.objects.filter(ended_at=None, group=one_of(of_set))
    assert set(inside.values_list("membership", flat=True)) == {people[0].pk, people[1].pk}


def test_what_was_earned_stays_and_more_comes_only_to_who_is_in(
    work: Assignment, of_set: GroupSet, people: list[Membership], teacher: User, ana: User
) -> None:
    session = begin(ana)
    tick(session, "one")
    put(of_set, people[1], of_set.groups.get(number=2), teacher)
    tick(session, "two")
    assert {(who, task) for who, task, *_ in kept()} == {
        ("ana", "one"),
        ("ben", "one"),
        ("ana", "two"),
    }
    book = book_read(work.in_class, people, timezone.now())
    done = [book.work.get((work.pk, each.pk), ()) for each in people]
    assert [sum(each.handed_in.worth for each in theirs) for theirs in done] == [4, 2, 0, 0]
    services.set_save(
        row=work.in_class, of_set=of_set, by=teacher, name="X", least=2, most=3, mode="teacher"
    )
    Assignment.objects.update(group_set=None)
    services.set_delete(of_set=of_set, by=teacher)
    assert len(kept()) == 3


def by_roster(row: Class, teacher: User, role: str) -> None:
    """A list gives Ana that role."""
    data = f"login,role\nana,{role}\n".encode()
    roster_import(row=row, data=data, path="roster.csv", by=teacher)


@pytest.mark.parametrize("how", ["moved", "removed", "assistant", "left", "roster", "undo"])
def test_who_leaves_is_out_at_once_and_the_lab_goes_on(
    how: str,
    work: Assignment,
    of_set: GroupSet,
    people: list[Membership],
    teacher: User,
    row: Class,
    ana: User,
    ben: User,
) -> None:
    if how == "undo":  # of a list that made a learner of her
        member_role_set(member=people[0], role="assistant", by=teacher)
        by_roster(row, teacher, "learner")
    session = begin(ana)
    for user in (ana, ben):
        assert isinstance(visit_of(session, user), Visit)
    client = client_of(ana)
    if how == "moved":
        put(of_set, people[0], of_set.groups.get(number=2), teacher)
    elif how == "removed":
        member_remove(member=people[0], by=teacher)
    elif how == "assistant":
        member_role_set(member=people[0], role="assistant", by=teacher)
    elif how == "roster":
        by_roster(row, teacher, "assistant")
    elif how == "undo":
        import_undo(row=row, by=teacher)
    else:
        client.post(reverse("lessons:class_leave", args=[row.pk]))
    assert set(Visit.objects.filter(ended_at=None).values_list("user", flat=True)) == {ben.pk}
    session.refresh_from_db()
    assert (session.user, session.state) == (ben, LabState.READY)
    refused = visit_of(session, ana)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.reason) == (code_ended, visit_over)
    assert isinstance(visit_of(session, ben), Visit)
    for name in ("stop", "reset", "check", "extend", "hand"):
        address = reverse(f"labs:{name}", args=["small", "whose-kernel", session.pk])
        assert client.post(address).status_code == 404, name
    assert str(session.pk) not in page(client)
    tick(session, "one")
    assert {who for who, *_ in kept()} == {"ben"}


def test_who_is_let_in_again_is_in_the_group_as_before(
    work: Assignment, of_set: GroupSet, people: list[Membership], teacher: User, ana: User
) -> None:
    session = begin(ana)
    member_remove(member=people[1], by=teacher)
    assert isinstance(visit_of(session, user_of(people[1])), Refusal)
    member_admit(member=people[1], by=teacher)
    assert isinstance(visit_of(session, user_of(people[1])), Visit)


def test_an_account_that_is_erased_leaves_the_lab_to_the_others(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    tick(session, "one")
    account_erase(user=ana, by=None)
    session.refresh_from_db()
    assert (session.user, session.state) == (ben, LabState.READY)
    assert kept() == {("ben", "one", True, 100)}


def test_where_nobody_is_left_the_lab_ends_in_words(
    work: Assignment, of_set: GroupSet, people: list[Membership], teacher: User, ana: User
) -> None:
    session = begin(ana)
    put(of_set, people[1], None, teacher)
    put(of_set, people[0], None, teacher)
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.STOPPING, EndReason.GROUP_LEFT)


def test_who_is_blocked_under_another_account_is_out_too(
    work: Assignment, people: list[Membership], row: Class, ana: User, ben: User
) -> None:
    """A guest whom the class blocked signs in, and turns out to be Ana."""
    session = begin(ana)
    assert isinstance(visit_of(session, ana), Visit)
    guest = User.objects.create(username="guest", is_guest=True)
    Membership.objects.create(in_class=row, user=guest, state=Membership.State.BLOCKED)
    guest_merge(guest=guest, into=ana)
    assert not Visit.objects.filter(user=ana, ended_at=None).exists()
    session.refresh_from_db()
    assert session.user == ben


def test_with_the_class_the_labs_of_its_groups_end(
    work: Assignment, people: list[Membership], row: Class, teacher: User, ana: User, ben: User
) -> None:
    session = begin(ana)
    for user in (ana, ben):
        assert isinstance(visit_of(session, user), Visit)
    class_archive(row=row, by=teacher)
    assert not Visit.objects.filter(ended_at=None).exists()
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.STOPPING, EndReason.GROUP_LEFT)


def test_a_lab_that_an_archived_class_left_does_not_stand_in_the_way(
    work: Assignment, of_set: GroupSet, people: list[Membership], row: Class, ana: User
) -> None:
    session = begin(ana)
    Class.objects.update(archived_at=timezone.now())
    alone = begin(ana)
    assert (alone.group, alone.is_active) == ("", True)
    session.refresh_from_db()
    assert not session.is_active


def test_strangers_other_groups_and_other_teachers_get_nothing(
    work: Assignment,
    of_set: GroupSet,
    people: list[Membership],
    teacher: User,
    instructor: User,
    stranger: User,
    ana: User,
) -> None:
    for each in people[2:]:
        put(of_set, each, of_set.groups.get(number=2), teacher)
    session = begin(ana)
    theirs = begin(user_of(people[2]))
    assert theirs != session
    for user in (user_of(people[2]), stranger, instructor, teacher):
        refused = visit_of(session, user)
        assert isinstance(refused, Refusal)
        assert refused.code == code_gone
        client = client_of(user)
        for name in ("stop", "reset", "check", "extend", "share", "visits_end"):
            address = reverse(f"labs:{name}", args=["small", "whose-kernel", session.pk])
            assert client.post(address).status_code == 404, name
        assert str(session.pk) not in page(client)
    look = reverse("labs:look_in", args=[session.pk])
    assert client_of(instructor).post(look).status_code == 404
    assert client_of(teacher).post(look).status_code == 302  # as in any lab of the class
    assert isinstance(visit_of(session, teacher), Visit)
    tick(session, "one")
    assert {who for who, *_ in kept()} == {"ana", "ben"}


def test_nobody_from_outside_comes_in_by_a_link_and_nothing_is_recorded(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    with pytest.raises(LabRefusedError) as refused:
        invites.share_create(session=session, mode="watch")
    assert refused.value.code == RefusalCode.NO_LINKS_IN_GROUP
    client = client_of(ana)
    address = reverse("labs:share", args=["small", "whose-kernel", session.pk])
    assert "lab of a group" in client.post(address, {"mode": "type"}).content.decode()
    assert "Share my terminals" not in page(client)
    assert recording_begin(session=session.pk, machine="main", tab=1) is None
    inside = visit_of(session, ben)
    assert isinstance(inside, Visit)
    assert not visits.visit_end(session=session, visit=inside.pk)  # they are equals
    visits.visits_end(session=session)
    assert visit_of(session, ben) == inside
    assert client_of(ben).get(reverse("labs:visit", args=[inside.pk])).status_code == 404


def test_members_are_equals_on_the_labs_page(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    client = client_of(ben)

    def post(name: str, *more: object) -> None:
        arguments = ["small", "whose-kernel", session.pk, *more]
        assert client.post(reverse(f"labs:{name}", args=arguments)).status_code == 302

    post("hand")
    session.refresh_from_db()
    assert session.hand_raised_at
    tick(session, "one")
    post("reset")
    fresh = LabSession.objects.get(state=LabState.READY)
    assert fresh != session
    assert (fresh.user, fresh.group) == (ana, session.group)
    done = client.get(reverse("labs:lab", args=["small", "whose-kernel"])).content.decode()
    assert "1 of 3 tasks done" in done  # the group's, in whichever machines
    client.post(reverse("labs:stop", args=["small", "whose-kernel", fresh.pk]))
    fresh.refresh_from_db()
    assert fresh.end_reason == EndReason.GROUP
    assert "Somebody of your group stopped this lab." in page(client_of(ana))


def test_visits_that_ended_elsewhere_are_rechecked(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    visit = visit_of(session, ben)
    assert isinstance(visit, Visit)
    Class.objects.update(archived_at=timezone.now() - timedelta(minutes=1))
    assert isinstance(visit_of(session, ben), Refusal)
    visit.refresh_from_db()
    assert visit.ended_at


@pytest.mark.django_db(transaction=True)
def test_two_who_start_at_once_have_one_machine(
    work: Assignment, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    lab = lab_get("small", "whose-kernel")
    assert lab
    calls = [lambda user=user: labs.lab_session_start(user=user, lab=lab) for user in (ana, ben)]
    found = at_once(calls * 2)
    assert len({each.pk for each in found}) == 1
    assert LabSession.objects.count() == 1


def progress_of(user: User) -> tuple[dict[str, float], bool]:
    """In the course's progress: points by task, and whether machines run."""
    done = labs_done(user, "small").get("whose-kernel", LabDone())
    return dict(done.points), done.running


def test_progress_counts_a_groups_lab_for_each_member_and_for_nobody_else(
    work: Assignment, people: list[Membership], ana: User, ben: User
) -> None:
    session = begin(ana)
    assert progress_of(ana) == progress_of(ben) == ({}, True)
    tick(session, "one")
    for user in (ana, ben):
        assert progress_of(user) == ({"one": 2.0}, True)
        assert labs_done_at(user, "small")["whose-kernel"] <= timezone.now()
    assert progress_of(user_of(people[2])) == ({}, False)
    assert labs_done_at(user_of(people[2]), "small") == {}


def test_progress_counts_also_what_no_assignment_takes(
    make: Make, of_set: GroupSet, people: list[Membership], ana: User, ben: User
) -> None:
    grouped(make(items=one_task), of_set)
    tick(begin(ana), "one", "two")
    assert {task for _who, task, *_ in kept()} == {"one"}
    assert set(progress_of(ben)[0]) == {"one", "two"}


def test_who_joins_after_the_work_or_is_moved_has_what_was_done_while_they_were_in(
    work: Assignment,
    of_set: GroupSet,
    people: list[Membership],
    teacher: User,
    ana: User,
    ben: User,
) -> None:
    session = begin(ana)
    tick(session, "one")
    cleo = user_of(people[2])
    put(of_set, people[2], one_of(of_set), teacher)
    assert progress_of(cleo) == ({}, True)
    put(of_set, people[0], of_set.groups.get(number=2), teacher)  # the machines are Ben's now
    session.refresh_from_db()
    assert session.user == ben
    tick(session, "two")
    assert progress_of(ana) == ({"one": 2.0}, False)
    assert set(progress_of(ben)[0]) == {"one", "two"}
    assert set(progress_of(cleo)[0]) == {"two"}
    member_remove(member=people[2], by=teacher)
    assert progress_of(cleo)[1] is False
    assert set(progress_of(cleo)[0]) == {"two"}


def test_of_several_machines_the_better_points_stay(
    work: Assignment, people: list[Membership], ben: User
) -> None:
    for points in (1.0, 2.0, 1.5):
        groups.task_keep(members=people[:2], lab="whose-kernel", task="one", points=points)
    assert progress_of(ben)[0] == {"one": 2.0}
