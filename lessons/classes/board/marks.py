"""Tells whose row of a live board may read otherwise than before: a mark of each learner.

A mark is what the database says of them, bare: nothing is made of it but a comparison. Rows are
then read for those alone whose mark is another one: a class where little happens costs little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Left
from django.utils import timezone

from labs.models import LabSession, LabState, TaskResult
from labs.scheduling.queue import queue_places
from labs.sharing.selectors import there_for, visits_open
from lessons.assignments.groups import names_of
from lessons.classes.board.selectors import groups_of, learners_of, shown
from lessons.models import Attempt, Class, ReadingPlace
from lessons.publishing.selectors import course_has_groups

Mark = tuple[Any, ...]


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Marks by membership. `attempt` is the number of the site's last attempt; `ticked` is another
    one whenever somebody has done a task."""

    members: Mapping[int, Mark]
    attempt: int
    ticked: Mark


def marks_read(row: Class, label: int, answered: dict[int, int], since: int | None) -> Marks:
    """In as many statements for two learners as for two hundred.

    `answered` has the last attempt of each account that has answered after attempt `since`, and is
    brought up to date: all attempts of a class are too many to be read each time.
    """
    now, course = timezone.now(), row.course.slug
    among = learners_of(row, label)
    learners = among.values("user")
    groups = groups_of(among) if course_has_groups(course) else {}
    keys = set().union(*groups.values())
    sessions = LabSession.objects.filter(shown_of(learners, keys, now), course=course)
    of_sessions = Q(session__course=course) & shown_of(learners, keys, now, "session__")
    last = attempts_note(course, answered, since)

    labs: dict[int, list[Mark]] = defaultdict(list)
    shared: dict[str, list[Mark]] = defaultdict(list)
    results = results_of(of_sessions)
    visits = visits_of(now)
    found = bare(sessions_marked(sessions))
    waiting = any(LabState.QUEUED in each for each in found)
    queue = {key_of(pk): place for pk, place in queue_places().items()} if waiting else {}
    for each in found:
        user, group, pk = each[:3]
        key = key_of(pk)
        mark = (each, results.get(key), visits.get(key), queue.get(key))
        labs[user].append(mark)
        if group:
            shared[group].append(mark)
    named = names_of(row) if groups else {}
    places = dict(bare(places_marked(learners, course)))
    members = among.values_list(
        "pk",
        "user",
        "name",
        "invited_email",
        "user__username",
        "user__first_name",
        "user__last_name",
        "user__is_guest",
        "screens",
    )
    return Marks(
        members={
            pk: (
                *(user, *names, places.get(user), answered.get(user), tuple(labs.get(user, ()))),
                *(named.get(pk), [tuple(shared.get(each, ())) for each in groups.get(pk, ())]),
            )
            for pk, user, *names in bare(members)
        },
        attempt=last,
        ticked=tuple(sorted((key, each[0]) for key, each in results.items() if each[0])),
    )


def bare(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """As the database gives them, without making dates and numbers of Python's from them: most are
    only compared."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def text_of(field: str) -> Cast:
    """A moment that no date is made from on the way."""
    return Cast(field, TextField())


def minute_of(field: str) -> Left:
    """Of what is written down again and again while somebody works: a row tells minutes alone."""
    return Left(text_of(field), 16)


def key_of(session: Any) -> str:
    """The id of a session, which databases without such a type give as 32 digits."""
    return str(session).replace("-", "")


def sessions_marked(sessions: QuerySet[LabSession]) -> QuerySet[Any, Any]:
    return sessions.order_by().values_list(
        "user",
        "group",
        "pk",
        minute_of("last_input_at"),
        minute_of("seen_at"),
        "state",
        text_of("ready_at"),
        text_of("hand_raised_at"),
        "hand_note",
        text_of("ended_at"),
    )


def places_marked(learners: QuerySet[Any, Any], course: str) -> QuerySet[Any, Any]:
    rows = ReadingPlace.objects.filter(user__in=learners, course=course).order_by()
    return rows.values_list("user").annotate(last=Max("at"))


def attempts_note(course: str, answered: dict[int, int], since: int | None) -> int:
    """The number of the site's last attempt; None for `since` only asks for that."""
    if since is None:
        return Attempt.objects.aggregate(last=Max("pk"))["last"] or 0
    last = since
    rows = Attempt.objects.filter(pk__gt=since).order_by("pk")
    for pk, user, where in rows.values_list("pk", "user", "course"):
        last = pk
        if where == course:
            answered[user] = pk
    return last


def shown_of(
    learners: QuerySet[Any, Any], groups: Collection[str], now: datetime, where: str = ""
) -> Q:
    """The labs of these learners and groups that are `shown`, `where` from what is asked for."""
    mine = Q((f"{where}user__in", learners))
    if groups:
        mine |= Q((f"{where}group__in", groups))
    return shown(now, where) & mine


def results_of(sessions: Q) -> Mapping[str, Mark]:
    """How many tasks are done, when the last was, tries and hints, by session."""
    rows = TaskResult.objects.filter(sessions).order_by()
    summed = rows.values_list("session").annotate(
        done=Count("passed_at"),
        last=Max("passed_at"),
        tried=Sum("tries"),
        hinted=Sum("hints_opened"),
    )
    return {key_of(session): tuple(rest) for session, *rest in bare(summed)}


def visits_of(now: datetime) -> Mapping[str, list[Mark]]:
    """Who has a terminal of it open, by session: of all of the site, which are few."""
    rows = visits_open().filter(seen_at__gt=now - there_for)
    found: dict[str, list[Mark]] = defaultdict(list)
    for session, *rest in bare(rows.order_by("pk").values_list("session", "pk", "mode", "name")):
        found[key_of(session)].append(tuple(rest))
    return found
