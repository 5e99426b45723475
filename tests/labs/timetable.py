"""settings.LAB_COURSEWORK of tests: no lab is coursework, and `users` are about to start one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from virtlearn.people.models import User

users: frozenset[int] = frozenset()


def start_check(*, user: User, course: str, lab: str) -> None: ...


def task_done(*, user: User, course: str, lab: str, task: str) -> None: ...


def notes(*, user: User | None, course: str, lab: str) -> Sequence[str]:
    return []


def expected(now: datetime) -> Mapping[tuple[str, str], frozenset[int]]:
    return {("containers-vs-kvm", "whose-kernel"): users} if users else {}
