"""Websockets of a group's lab: its members as equals, and nobody else, also later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.lifecycle.services import lab_session_start
from labs.models import LabSession
from labs.terminal.core import ports
from labs.terminal.core.times import Times
from lessons.assignments.services import Item
from lessons.classes.groups import services
from lessons.classes.members.services import member_remove
from lessons.models import Class, Group, GroupSet, Membership
from tests.conftest import client_of
from tests.labs.engine import engine_used
from tests.labs.terminal.client import Client, RefusedError, connected, cookies_of, prompt
from tests.labs.terminal.conftest import _recordings, port, serve, times
from tests.lessons.assignments.test_lab_tasks import lab_get
from tests.lessons.classes.grades.conftest import assign
from virtlearn.people.models import User

__all__ = ["_recordings", "port", "serve", "times"]
pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[..., AbstractContextManager[Client]]


@pytest.fixture(autouse=True)
def _engine(settings: LazySettings) -> Iterator[None]:
    settings.LAB_PROVIDER = "tests.lessons.assignments.test_lab_tasks"
    with engine_used("fake"):
        yield


@pytest.fixture
def session(row: Class, of_set: GroupSet, people: list[Membership], teacher: User) -> LabSession:
    """Of Ana and Ben, started by Ana; Cleo and Dan are another group."""
    for number, each in enumerate(people):
        group = Group.objects.filter(number=1 + number // 2).first()
        group = group or services.group_add(of_set=of_set)
        services.member_move(of_set=of_set, membership=each, group=group, by=teacher)
    made = assign(row, teacher, items=(Item(kind="lab", ref="whose-kernel"),))
    type(made).objects.update(group_set=of_set)
    lab = lab_get("small", "whose-kernel")
    assert lab
    return lab_session_start(user=user_of(people[0]), lab=lab)


def user_of(member: Membership) -> User:
    assert member.user
    return member.user


@pytest.fixture
def enter(port: int, session: LabSession) -> Enter:
    def join(user: User, tab: int = 1, query: str = "") -> object:
        where = f"/ws/terminal/{session.pk}/main/{tab}/{query}"
        return connected(port, where, cookies=cookies_of(client_of(user)))

    return join  # type: ignore[return-value]


def told_until(client: Client, kind: str, field: str, wanted: object) -> None:
    """Waits until a frame of this kind says what is wanted."""
    end = time.monotonic() + 20
    while (said := client.told(kind, end - time.monotonic())[field]) != wanted:
        assert time.monotonic() < end, said


def names_come(client: Client, *names: str) -> None:
    end = time.monotonic() + 20
    while True:
        people = client.told("people", end - time.monotonic())["people"]
        if {each["name"] for each in people} == set(names):
            return


def test_members_type_open_terminals_and_see_each_other(
    enter: Enter, people: list[Membership]
) -> None:
    ana, ben = (user_of(each) for each in people[:2])
    with enter(ana) as hers, enter(ben) as his:
        hers.see(prompt)
        his.see(prompt)
        for client in (hers, his):
            names_come(client, "Ana", "Ben")
        his.type("echo from-ben\r")
        hers.see("from-ben\r\nfrom-ben")
        with enter(ben, tab=2) as own:  # what a visitor can't
            own.see(prompt)
            told_until(hers, "tabs", "tabs", [1, 2])
            own.tell(type="end")
            assert own.closed() == ports.code_ended


def test_a_terminal_has_the_size_of_the_page_in_which_somebody_types(
    enter: Enter, people: list[Membership]
) -> None:
    ana, ben = (user_of(each) for each in people[:2])
    with enter(ana, query="?cols=120&rows=40") as hers:
        hers.see(prompt)
        told_until(hers, "size", "cols", 120)
        with enter(ben, query="?cols=60&rows=20") as his:
            told_until(his, "size", "cols", 120)  # nobody's screen jumps since he came
            his.tell(type="resize", cols=70, rows=20)
            his.tell(type="ping")
            his.told("ping")
            assert not [each for each in hers.frames if each["type"] == "size"]
            his.type("x")
            told_until(hers, "size", "cols", 70)
            hers.type("x")
            told_until(his, "size", "cols", 120)
            his.type("x")
            told_until(hers, "size", "cols", 70)
        told_until(hers, "size", "cols", 120)  # he has gone


@pytest.mark.parametrize("who", [0, 1])
def test_who_is_removed_from_the_class_is_out_at_once(
    enter: Enter, people: list[Membership], teacher: User, session: LabSession, who: int
) -> None:
    leaving, staying = people[who], people[1 - who]
    with enter(user_of(staying)) as theirs, enter(user_of(leaving)) as client:
        client.see(prompt)
        theirs.see(prompt)
        member_remove(member=leaving, by=teacher)
        begun = time.monotonic()
        assert client.closed(5) == ports.code_ended
        assert time.monotonic() - begun < 3
        theirs.type("echo goes-on\r")
        theirs.see("goes-on\r\ngoes-on")
        assert b"goes-on" not in client.output
        with enter(user_of(leaving)) as again:
            assert again.closed(5) == ports.code_ended
    session.refresh_from_db()
    assert session.user == user_of(staying)


@pytest.mark.parametrize("times", [Times(recheck=0.3)])
def test_the_access_recheck_ends_what_nothing_else_has(
    enter: Enter, people: list[Membership], session: LabSession
) -> None:
    with enter(user_of(people[0])) as hers, enter(user_of(people[1])) as his:
        hers.see(prompt)
        his.see(prompt)
        Class.objects.update(archived_at=timezone.now())  # nobody tells the terminals
        for client in (hers, his):
            assert client.closed(10) == ports.code_ended
    assert not session.visits.filter(ended_at=None).exists()


def test_another_groups_member_a_stranger_and_another_teacher_get_nothing(
    enter: Enter,
    people: list[Membership],
    stranger: User,
    instructor: User,
    teacher: User,
) -> None:
    for user in (user_of(people[2]), stranger, instructor, teacher):
        for tab in (1, 2):
            with pytest.raises(RefusedError) as refused, enter(user, tab=tab):
                pass
            assert refused.value.status == 404
