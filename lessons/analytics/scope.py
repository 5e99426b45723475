"""Whose answers statistics are of: all learners, or those of one class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from django.db.models import Count, Max, Model, QuerySet
from django.http import Http404

from lessons.models import Class, Membership
from virtlearn.people.models import User

Row = TypeVar("Row", bound=Model)
teaching = (Membership.Role.TEACHER, Membership.Role.ASSISTANT)


class Scope(msgspec.Struct, frozen=True):
    """A class by its number; 0 is all of them pooled, and who is in none."""

    class_id: int = 0
    name: str = ""


pooled = Scope()


def classes_seen(user: User, course_slug: str) -> Sequence[Scope]:
    """The classes of the course that `user` teaches, a head all of them; the newest first."""
    rows = Class.objects.filter(course__slug=course_slug)
    if not user.is_head:
        mine = Membership.objects.filter(
            user=user, state=Membership.State.JOINED, role__in=teaching
        )
        rows = rows.filter(pk__in=mine.values("in_class"))
    return [Scope(*row) for row in rows.values_list("pk", "name")]


def scope_or_404(text: str, seen: Sequence[Scope]) -> Scope:
    """The one of `seen` that `text` numbers; all of them where it says nothing."""
    if not text:
        return pooled
    found = next((each for each in seen if str(each.class_id) == text), None)
    if found is None:
        raise Http404
    return found


def of_scope(rows: QuerySet[Row], scope: Scope, user: str = "user") -> QuerySet[Row]:
    """Rows of who is or was in the class as a learner, whenever they were made; `user` is the
    field that says whose a row is."""
    if not scope.class_id:
        return rows
    return rows.filter(**{f"{user}__in": learners_of(scope).values("user")})


def learners_of(scope: Scope) -> QuerySet[Membership]:
    return Membership.objects.filter(
        in_class=scope.class_id,
        role=Membership.Role.LEARNER,
        joined_at__isnull=False,
        user__isnull=False,
    )


def scope_state(scope: Scope) -> tuple[object, ...]:
    """What changes with every learner of the class; one statement, none for all."""
    if not scope.class_id:
        return ()
    ends = {"last": Max("pk"), "changed": Max("changed_at"), "rows": Count("pk")}
    return tuple(learners_of(scope).aggregate(**ends).values())
