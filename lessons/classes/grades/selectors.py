"""Reads what a class's grades are computed from, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db.models import Max

from labs.models import TaskResult
from lessons.assignments import selectors as assignments
from lessons.assignments.access.decision import AccessDecision
from lessons.classes.gradebook.files import Detail
from lessons.classes.gradebook.grades import Grade, grade_of
from lessons.classes.gradebook.parts import Part, joined, possible_of
from lessons.classes.gradebook.scheme import Assignment as Graded
from lessons.classes.gradebook.scheme import Entry, HandedIn, Scheme, Take
from lessons.classes.gradebook.settings import Settings, scheme_made
from lessons.classes.grades.earnable import key_of, parts_of, task_key, test_key
from lessons.classes.grades.regraded import Regraded, regraded_read
from lessons.classes.grades.settings.selectors import settings_in_force
from lessons.classes.pin.selectors import digest_read
from lessons.models import (
    Assignment,
    AssignmentWork,
    Class,
    GradeChange,
    Membership,
)
from lessons.progress.points import InForce
from lessons.publishing import selectors as publishing
from lessons.publishing.selectors import Published

Key = tuple[int, int]  # of an assignment and a membership
Changed = GradeChange.Kind


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """An answer or a test that was handed in, or practice; `key` says what it is of."""

    pk: int
    key: str
    points: float
    credit: int
    counted: bool
    at: datetime
    seed: str = ""
    sent: float = 0  # the points with which it was sent
    regrades: tuple[InForce, ...] = ()

    @property
    def handed_in(self) -> HandedIn:
        return HandedIn(points=self.points, credit=self.credit)


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """Grades of some members in some assignments of their class; keys of `scheme` are texts."""

    assignments: Sequence[Assignment]
    members: Sequence[Membership]
    scheme: Scheme
    parts: Mapping[int, Sequence[Part]]  # by assignment
    entries: Mapping[int, Mapping[str, Entry]]  # by membership
    grades: Mapping[int, Grade]  # the same
    work: Mapping[Key, Sequence[Work]]
    changes: Mapping[Key, GradeChange]
    decisions: Mapping[Key, AccessDecision]

    def graded(self, assignment: Assignment) -> Graded:
        return self.scheme.by_id[str(assignment.pk)]

    def grade_in(self, member: Membership, rows: Sequence[Assignment]) -> Grade:
        """As if the class had these assignments alone."""
        names = {str(each.pk) for each in rows}
        own = tuple(each for each in self.scheme.assignments if each.id in names)
        return grade_of(
            msgspec.structs.replace(self.scheme, assignments=own), self.entries[member.pk]
        )

    def detail(self, key: Key) -> Detail:
        counted = [each for each in self.work.get(key, ()) if each.counted]
        change = self.changes.get(key)
        by = change.by.username if change and change.kind != Changed.NONE and change.by else ""
        last = max((each.at for each in counted), default=None)
        return Detail(submitted_at=last, attempts=len(counted), override_by=by)


def course_of(row: Class) -> Published | None:
    """The course as the members of the class read it."""
    slug, digest = row.course.slug, digest_read(row)
    if digest and publishing.revision_shows(slug, digest):
        return publishing.revision_course(slug, digest)
    return publishing.course_current(slug)


def book_read(
    row: Class,
    members: Sequence[Membership],
    now: datetime,
    *,
    rows: Sequence[Assignment] | None = None,
) -> Book:
    """Of all assignments of the class, or of `rows`, by when they are due."""
    found = list(assignments.assignments_of(row)) if rows is None else list(rows)
    published = course_of(row)
    parts = {each.pk: parts_of(each.items.all(), published) for each in found}
    scheme = scheme_of(found, parts, settings_in_force(row))
    decisions = assignments.decisions(found, members, now)
    work = work_read(found, members)
    changes = changes_read(found, members)
    takes = {each.id: each.take for each in scheme.assignments}

    def entry(assignment: Assignment, member: Membership) -> Entry:
        key = assignment.pk, member.pk
        return entry_of(
            parts[assignment.pk],
            work.get(key, ()),
            takes[str(assignment.pk)],
            decisions[key],
            changes.get(key),
        )

    entries = {
        member.pk: {str(each.pk): entry(each, member) for each in found} for member in members
    }
    return Book(
        assignments=found,
        members=members,
        scheme=scheme,
        parts=parts,
        entries=entries,
        grades={member: grade_of(scheme, each) for member, each in entries.items()},
        work=work,
        changes=changes,
        decisions=decisions,
    )


def scheme_of(
    rows: Sequence[Assignment], parts: Mapping[int, Sequence[Part]], settings: Settings
) -> Scheme:
    return scheme_made(
        settings,
        (
            Graded(id=str(each.pk), title=each.title, points=possible_of(parts[each.pk]))
            for each in rows
        ),
    )


def entry_of(
    parts: Sequence[Part],
    work: Sequence[Work],
    take: Take,
    decision: AccessDecision,
    change: GradeChange | None,
) -> Entry:
    tries: dict[str, list[HandedIn]] = defaultdict(list)
    for each in work:
        if each.counted:
            tries[each.key].append(each.handed_in)
    return Entry(
        attempts=joined(parts, tries, take),
        due=is_due(decision) and bool(parts),
        excused=change is not None and change.kind == Changed.EXCUSED,
        override=change.points if change and change.kind == Changed.POINTS else None,
    )


def is_due(decision: AccessDecision) -> bool:
    """Whether nothing that is handed in from now on counts."""
    return decision.released and not decision.may_start and not decision.counts


def task_points(
    rows: Sequence[Assignment], members: Sequence[Membership]
) -> Mapping[tuple[int, str, str], float]:
    """The most that each member got for a task, by membership, lab and task: less where its
    solution was seen."""
    course = rows[0].in_class.course.slug if rows else ""
    places = {each.user_id: each.pk for each in members if each.user_id}
    done = TaskResult.objects.filter(
        session__user__in=places, session__course=course, passed_at__isnull=False
    )
    best = done.values_list("session__user", "session__lab", "task").annotate(most=Max("points"))
    return {(places[user], lab, task): most for user, lab, task, most in best}


def work_read(
    rows: Sequence[Assignment], members: Sequence[Membership]
) -> Mapping[Key, Sequence[Work]]:
    """In the order in which it was sent; of a test the share is of all points that it asks for."""
    found: dict[Key, list[Work]] = defaultdict(list)
    sent = AssignmentWork.objects.filter(
        assignment__in=[each.pk for each in rows], membership__in=[each.pk for each in members]
    )
    by_task = task_points(rows, members)
    again = regraded_read(rows[0].in_class, sent) if rows else Regraded()
    for each in sent.values(
        *("pk", "assignment", "membership", "at", "counted", "credit", "lab", "task", "points"),
        *("attempt", "test"),
        *("attempt__lesson", "attempt__question", "attempt__points", "attempt__seed"),
        *("test__kind", "test__share", "test__items"),
    ):
        if each["attempt__question"] is not None:
            key = key_of(each["attempt__lesson"], each["attempt__question"])
            stored = each["attempt__points"]
            points = again.points(each["attempt"], stored)
        elif each["test__kind"] is not None:
            key = test_key(each["test__kind"])
            items = each["test__items"]
            stored = each["test__share"] * len(items)
            points = again.share(each["test"], each["test__share"], items) * len(items)
        elif each["task"]:
            key = task_key(each["lab"], each["task"])
            points = each["points"]  # of a group, whose lab may be another member's
            if points is None:
                points = by_task.get((each["membership"], each["lab"], each["task"]), 0.0)
            stored = points
        else:
            continue
        found[each["assignment"], each["membership"]].append(
            Work(
                pk=each["pk"],
                key=key,
                points=points,
                credit=each["credit"],
                counted=each["counted"],
                at=each["at"],
                seed=each["attempt__seed"] or "",
                sent=stored,
                regrades=again.of(each["attempt"], each["test"]),
            )
        )
    return found


def changes_read(
    rows: Sequence[Assignment], members: Sequence[Membership]
) -> Mapping[Key, GradeChange]:
    """The change in force of each grade that was ever changed."""
    made = GradeChange.objects.filter(
        assignment__in=[each.pk for each in rows], membership__in=[each.pk for each in members]
    )
    return {
        (each.assignment_id, each.membership_id): each
        for each in made.select_related("by").order_by("pk")
    }


def history_of(assignment: Assignment, membership: Membership) -> Sequence[GradeChange]:
    """The oldest first."""
    made = GradeChange.objects.filter(assignment=assignment, membership=membership)
    return list(made.select_related("by").order_by("pk"))
