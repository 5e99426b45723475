"""Estimates the demand for machines of each shape: from starts, pages that are read, timetables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from labs.catalog import coursework
from labs.catalog.provider import Lab
from labs.models import LabLook, LabSession, Machine, active_states
from labs.scheduling.capacity import machines_wanted, shape_of
from labs.scheduling.policy.placement import Shape

starts_time = timedelta(minutes=5)  # starts of so long are taken for what comes next
looks_time = timedelta(minutes=10)  # who opened a page for longer ago does something else


def look_note(lab: Lab) -> None:
    """The lab's page was opened by somebody who may start it. Never raises: it is a guess."""
    minute = timezone.now().replace(second=0, microsecond=0)
    rows = LabLook.objects.filter(minute=minute, course=lab.course, lab=lab.slug)
    try:
        if not rows.update(count=F("count") + 1):
            with transaction.atomic():
                LabLook.objects.create(minute=minute, course=lab.course, lab=lab.slug)
    except IntegrityError:  # another came first
        rows.update(count=F("count") + 1)
    except DatabaseError:
        return


def demand_of(now: datetime, labs: Iterable[Lab]) -> Counter[Shape]:
    """For each shape the larger of: what was asked for lately, warm or not; and what those would
    want who have opened a lab's page lately and have not started it."""
    return demand_started(now) | demand_read(now, labs)


def demand_started(now: datetime) -> Counter[Shape]:
    rows = Machine.objects.filter(session__isnull=False, network="")
    lately = Q(claimed_at__gte=now - starts_time) | Q(created_at__gte=now - starts_time)
    return Counter(shape_of(row) for row in rows.filter(lately).defer("first_output"))


def demand_read(now: datetime, labs: Iterable[Lab]) -> Counter[Shape]:
    since = now - looks_time
    LabLook.objects.filter(minute__lt=since - looks_time).delete()
    open_pages: Counter[tuple[str, str]] = Counter()
    for look in LabLook.objects.filter(minute__gte=since):
        open_pages[look.course, look.lab] += look.count
    begun = LabSession.objects.filter(created_at__gte=since)
    for course, slug in begun.values_list("course", "lab"):
        open_pages[course, slug] -= 1
    wanted: Counter[Shape] = Counter()
    for lab in labs:
        readers = max(0, open_pages[lab.course, lab.slug])
        if readers and not lab.spec.network:
            for machine in machines_wanted(LabSession(), lab.spec):
                wanted[shape_of(machine)] += readers
    return wanted


def demand_expected(now: datetime, labs: Iterable[Lab]) -> Counter[Shape]:
    """What those want who are about to start a lab by a timetable, and have it not running."""
    wanted: Counter[Shape] = Counter()
    waiting = {lab: len(users) for lab, users in users_waiting(now).items()}
    for lab in labs:
        number = waiting.get((lab.course, lab.slug), 0)
        if number and not lab.spec.network:
            for machine in machines_wanted(LabSession(), lab.spec):
                wanted[shape_of(machine)] += number
    return wanted


def users_waiting(now: datetime) -> Mapping[tuple[str, str], set[int]]:
    """By course and lab, who is about to start it and has it not running."""
    expected = coursework.expected(now)
    if not expected:
        return {}
    running = LabSession.objects.filter(state__in=active_states)
    have = set(running.values_list("course", "lab", "user"))
    return {
        (course, lab): {user for user in users if (course, lab, user) not in have}
        for (course, lab), users in expected.items()
    }
