"""Asks whether a lab that is coursework may be started, and reports the tasks that are done in it.

`labs` knows no assignments: settings.LAB_COURSEWORK names a module with the functions
`start_check`, `task_done`, `notes`, `expected` and those of groups of these signatures. A group of
learners who do a lab together is a text that `labs` only hands back; "" stands for somebody alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

import msgspec
from django.conf import settings

from virtlearn.people.models import User


class TaskDone(msgspec.Struct, frozen=True, kw_only=True):
    """A task that was done in a lab of `user`, or of a group that does it together."""

    user: User
    course: str
    lab: str
    task: str
    points: float
    group: str = ""


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What a lab's page says of coursework: what its tasks count for, in sentences; and whether
    it is done in a group."""

    lines: Sequence[str] = ()
    grouped: bool = False


class Coursework(Protocol):
    def start_check(self, *, user: User, course: str, lab: str) -> None: ...

    def task_done(self, *, done: TaskDone) -> None: ...

    def notes(self, *, user: User | None, course: str, lab: str, group: str | None) -> Notes: ...

    def group_begin(self, *, user: User, course: str, lab: str) -> str: ...

    def groups_of(self, *, user: User, course: str) -> Collection[str]: ...

    def is_member(self, *, user: User, group: str) -> bool: ...

    def members_of(self, *, group: str) -> Mapping[int, str]: ...

    def expected(self, now: datetime) -> Mapping[tuple[str, str], frozenset[int]]: ...


def coursework() -> Coursework:
    return cast(Coursework, import_module(settings.LAB_COURSEWORK))


def start_check(*, user: User, course: str, lab: str) -> None:
    """Raises LabRefusedError where work in the lab would not be taken from `user` now."""
    coursework().start_check(user=user, course=course, lab=lab)


def task_done(done: TaskDone) -> None:
    """A check found a task done that was open in its session; again in each session.

    Called in the transaction that notes it, so that neither is kept without the other.
    """
    coursework().task_done(done=done)


def notes(*, user: User | None, course: str, lab: str, group: str | None = None) -> Notes:
    """For the lab's page. `group`: of the session that runs; None while none does."""
    return coursework().notes(user=user, course=course, lab=lab, group=group)


def group_begin(*, user: User, course: str, lab: str) -> str:
    """The group with which `user` does the lab now, which has begun its work by that."""
    return coursework().group_begin(user=user, course=course, lab=lab)


def groups_of(*, user: User, course: str) -> Collection[str]:
    """The groups in which `user` is now, in classes of the course."""
    return coursework().groups_of(user=user, course=course)


def is_member(*, user: User, group: str) -> bool:
    """Whether `user` is in the group now."""
    return coursework().is_member(user=user, group=group)


def members_of(*, group: str) -> Mapping[int, str]:
    """Who is in the group now, by account, with what their class calls them."""
    return coursework().members_of(group=group)


def expected(now: datetime) -> Mapping[tuple[str, str], frozenset[int]]:
    """By course and lab, the accounts of who is about to start it by a timetable."""
    return coursework().expected(now)
