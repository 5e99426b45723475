"""Keeps the grades of an account that is erased for its classes, under a pseudonym.

What goes with the account goes whole: answers, memberships, changes of grades with their reasons.
What stays is a row of its own that never had anything to do with an account: points and states, and
a word drawn by lot. settings.GRADES_OUTLIVE says whether there is one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence

import msgspec
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.classes.gradebook.files import Detail, Learner, Person
from lessons.classes.gradebook.grades import Grade, grade_of
from lessons.classes.gradebook.scheme import Entry, HandedIn, Scheme
from lessons.classes.grades.selectors import Changed, book_read
from lessons.models import (
    AssignmentWork,
    Class,
    GradeChange,
    KeptGrade,
    KeptLearner,
    Membership,
)
from virtlearn.people.models import User


class KeptRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the class has of an erased account; `details` are by assignment."""

    code: str
    grade: Grade
    details: Mapping[str, Detail]


def kept_name(code: str) -> str:
    """What an erased account is called on pages."""
    return _("erased %(code)s") % {"code": code}


def kept_login(code: str) -> str:
    """The same in files, in every language. No account's name has a blank."""
    return f"erased {code}"


def places_kept(user: User) -> QuerySet[Membership]:
    """Where `user` is or was a learner and has a grade or work; who left a class has them too."""
    work = AssignmentWork.objects.filter(membership=OuterRef("pk"))
    changes = GradeChange.objects.filter(membership=OuterRef("pk"))
    rows = Membership.objects.filter(Exists(work) | Exists(changes), user=user)
    return (
        rows.filter(role=Membership.Role.LEARNER)
        .exclude(state=Membership.State.INVITED)
        .select_related("in_class__course", "user")
        .prefetch_related("labels")
    )


def what_stays(user: User) -> list[str]:
    """For whoever is about to erase the account (settings.ACCOUNT_STAYS)."""
    if settings.GRADES_OUTLIVE != "pseudonym":
        return []
    said = _("grades in the class “%(name)s”, under a word drawn by lot that leads to nobody")
    return [said % {"name": each.in_class.name} for each in places_kept(user)]


def grades_keep(*, user: User) -> None:
    """Before the account goes (settings.ACCOUNT_ENDERS)."""
    if settings.GRADES_OUTLIVE != "pseudonym":
        return
    for member in places_kept(user):
        member_keep(member)


def member_keep(member: Membership) -> None:
    """As the grades are now. Somebody who left has them as if they were still there."""
    row = member.in_class
    member.state = Membership.State.JOINED
    every = list(row.assignments.prefetch_related("items"))  # also those that may be fetched back
    book = book_read(row, [member], timezone.now(), rows=every)
    learner = KeptLearner.objects.create(in_class=row, code=code_free(row))
    found = []
    for assignment in every:
        cell = book.grades[member.pk].cells[str(assignment.pk)]
        if cell.status == "open":
            continue
        detail = book.detail((assignment.pk, member.pk))
        change = book.changes.get((assignment.pk, member.pk))
        found.append(
            KeptGrade(
                learner=learner,
                assignment=assignment,
                status=cell.status,
                points=cell.points,
                submitted_at=detail.submitted_at,
                attempts=detail.attempts,
                by=change.by if change and change.kind != Changed.NONE else None,
            )
        )
    KeptGrade.objects.bulk_create(found)


def code_free(row: Class) -> str:
    """Four digits from 0 to f that nobody kept of the class has; six once these get scarce."""
    taken = set(row.kept_learners.values_list("code", flat=True))
    size = 2 if len(taken) < 1000 else 3
    while (code := secrets.token_hex(size)) in taken:
        pass
    return code


def kept_codes(row: Class) -> dict[int, str]:
    return dict(row.kept_learners.values_list("pk", "code"))


def kept_rows(
    row: Class, scheme: Scheme, chosen: Collection[int] | None = None
) -> Mapping[int, KeptRow]:
    """By KeptLearner, of all or of those that are `chosen`; graded as the scheme says now."""
    learners = row.kept_learners.prefetch_related("grades__by")
    if chosen is not None:
        learners = learners.filter(pk__in=chosen)
    found = {}
    for learner in learners:
        grades = {str(each.assignment_id): each for each in learner.grades.all()}
        found[learner.pk] = KeptRow(
            code=learner.code,
            grade=grade_of(scheme, {name: entry_kept(each) for name, each in grades.items()}),
            details={
                name: Detail(
                    submitted_at=each.submitted_at,
                    attempts=each.attempts,
                    override_by=each.by.username if each.by else "",
                )
                for name, each in grades.items()
            },
        )
    return found


def kept_pairs(row: Class, before: Scheme, after: Scheme) -> list[tuple[str, Grade, Grade]]:
    """By name, each grade under one scheme and under another."""
    then = kept_rows(row, after)
    found = kept_rows(row, before)
    return [(kept_name(each.code), each.grade, then[pk].grade) for pk, each in found.items()]


def entry_kept(kept: KeptGrade) -> Entry:
    if kept.status == "excused":
        return Entry(excused=True)
    if kept.status == "overridden":
        return Entry(override=kept.points)
    if kept.status == "missing":
        return Entry(due=True)
    late = kept.status == "late"
    return Entry(attempts=(HandedIn(points=kept.points or 0, late=late),))


def kept_learners(row: Class, scheme: Scheme) -> Sequence[Learner]:
    """As files have them."""
    rows = sorted(kept_rows(row, scheme).values(), key=lambda each: each.code)
    return [
        Learner(
            person=Person(user_id="", username=kept_login(each.code), name=kept_name(each.code)),
            grade=each.grade,
            details=each.details,
        )
        for each in rows
    ]
