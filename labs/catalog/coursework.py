"""Asks whether a lab that is coursework may be started, and reports the tasks that are done in it.

`labs` knows no assignments: settings.LAB_COURSEWORK names a module with the functions
`start_check`, `task_done`, `notes` and `expected` of these signatures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from virtlearn.people.models import User


class Coursework(Protocol):
    def start_check(self, *, user: User, course: str, lab: str) -> None: ...

    def task_done(self, *, user: User, course: str, lab: str, task: str) -> None: ...

    def notes(self, *, user: User | None, course: str, lab: str) -> Sequence[str]: ...

    def expected(self, now: datetime) -> Mapping[tuple[str, str], frozenset[int]]: ...


def coursework() -> Coursework:
    return cast(Coursework, import_module(settings.LAB_COURSEWORK))


def start_check(*, user: User, course: str, lab: str) -> None:
    """Raises LabRefusedError where work in the lab would not be taken from `user` now."""
    coursework().start_check(user=user, course=course, lab=lab)


def task_done(*, user: User, course: str, lab: str, task: str) -> None:
    """A check found a task done that was open in its session; again in each session.

    Called in the transaction that notes it, so that neither is kept without the other.
    """
    coursework().task_done(user=user, course=course, lab=lab, task=task)


def notes(*, user: User | None, course: str, lab: str) -> Sequence[str]:
    """What the lab's tasks count for, in sentences for its page; none where it is no coursework."""
    return coursework().notes(user=user, course=course, lab=lab)


def expected(now: datetime) -> Mapping[tuple[str, str], frozenset[int]]:
    """By course and lab, the accounts of who is about to start it by a timetable."""
    return coursework().expected(now)
