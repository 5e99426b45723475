"""What is left when the class has gone, what was lost of what it was told is safe, and memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from uuid import UUID

from bench.classroom.book import Book
from tests.site import Site


def processes_of(pid: int) -> list[int]:
    """A process and all that come from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def memory_mb(pids: Iterable[int]) -> float:
    """Memory of processes, what several share being counted once (PSS); in MB."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1e6


def processor_seconds(pids: Iterable[int]) -> float:
    """That processes have taken since they began, in user and system mode; in steps of 10 ms."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def site_memory_mb(site: Site, name: str) -> float:
    process = site.processes.get(name)
    return memory_mb(processes_of(process.pid)) if process else 0.0


def leftovers(site: Site) -> list[str]:
    """What is there although nobody is: sessions, machines and networks, by name."""
    from labs.models import LabSession, LabState, Machine

    rows = LabSession.objects.exclude(state=LabState.ENDED)
    found = [f"session {row.pk}, {row.state}" for row in rows]
    pool = set(
        Machine.objects.filter(session=None, claimed_at=None).values_list("engine_name", flat=True)
    )
    mark = f"label=virtlearn.deployment={site.deployment}"
    names = site.docker("ps", "-a", "--filter", mark, "--format", "{{.Names}}").split()
    found += [f"machine {name}" for name in names if name not in pool]
    networks = site.docker("network", "ls", "--filter", mark, "--format", "{{.Name}}").split()
    return found + [f"network {name}" for name in networks]


def leftovers_wait(site: Site, seconds: float) -> tuple[list[str], float]:
    """What is still left after so long, and after how many seconds nothing was."""
    begin = time.monotonic()
    while (found := leftovers(site)) and time.monotonic() - begin < seconds:
        time.sleep(0.5)
    return found, time.monotonic() - begin


def endings() -> dict[str, list[float]]:
    """For each reason by which sessions ended: how many seconds after their time was over each of
    them was gone, machines and all; 0 where it had no time to end by."""
    from labs.models import EndReason, LabSession, LabState

    found: dict[str, list[float]] = {}
    for row in LabSession.objects.filter(state=LabState.ENDED):
        due = {EndReason.EXPIRED: row.expires_at, EndReason.IDLE: row.idle_at}.get(
            EndReason(row.end_reason)
        )
        late = (row.ended_at - due).total_seconds() if due and row.ended_at else 0.0
        found.setdefault(row.end_reason, []).append(late)
    return found


def lost(book: Book) -> list[str]:
    """What learners were told is recorded, and is not."""
    from labs.models import LabSession, TaskResult
    from lessons.models import Attempt

    missing = []
    answers, tasks = list(book.answers), list(book.tasks)  # the class goes on beside this
    users = {cookie: user_of(cookie) for cookie in {given.cookie for given in answers}}
    for given in answers:
        attempts = Attempt.objects.filter(
            user_id=users[given.cookie],
            lesson=given.lesson,
            question=given.question,
            number=given.number,
        )
        if not attempts.exists():
            missing.append(f"answer {given.number} to {given.question}")
    for task in tasks:
        sessions = LabSession.objects.filter(pk=UUID(task.session))
        if not task.here:
            sessions = LabSession.objects.filter(user__in=sessions.values("user"))
        results = TaskResult.objects.filter(session__in=sessions, task=task.task)
        if not results.exclude(passed_at=None).exists():
            missing.append(f"task {task.task} of {task.session}")
    return missing


def user_of(cookie: str) -> int:
    """Whose session it is; 0 where it is nobody's."""
    from django.conf import settings

    store = import_module(settings.SESSION_ENGINE).SessionStore
    return int(store(cookie).get("_auth_user_id", 0))


def pool_wait(wanted: int, seconds: float) -> int:
    """How many machines are warm once `wanted` are, or the time is over."""
    from labs.models import Machine

    rows = Machine.objects.filter(session=None, warm_at__isnull=False)
    deadline = time.monotonic() + seconds
    while (found := rows.count()) < wanted and time.monotonic() < deadline:
        time.sleep(0.5)
    return found
