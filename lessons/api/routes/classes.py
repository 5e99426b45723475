"""`/classes`: classes and their assignments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from lessons.api.access import class_reached, classes_of
from lessons.api.authentication import token_of
from lessons.api.paging import PageQuery, page, rows_page
from lessons.api.schemas import (
    AssignmentOut,
    AssignmentsOut,
    ClassesOut,
    ClassOut,
    answers,
)
from lessons.api.tokens.scopes import Scope
from lessons.assignments.access.decision import AccessDecision
from lessons.assignments.selectors import assignments_of
from lessons.classes.access import class_phase
from lessons.classes.assignments.views.access import decisions_for, visible_or_404
from lessons.models import Assignment, AssignmentItem, Class, Membership

router = Router(tags=["classes"])


@router.get("classes", response=answers(ClassesOut), summary="My classes; for a head all")
def classes(
    request: HttpRequest, response: HttpResponse, query: Query[PageQuery]
) -> dict[str, Any]:
    token = token_of(request, Scope.CLASSES_READ)
    rows, cursor = rows_page(classes_of(token), query)
    places = Membership.objects.filter(
        in_class__in=[each.pk for each in rows], user=token.user, state=Membership.State.JOINED
    )
    roles = dict(places.values_list("in_class", "role"))
    shown = [class_out(row, roles.get(row.pk)) for row in rows]
    return page(request, response, shown, cursor, query.limit)


@router.get("classes/{int:class_id}", response=answers(ClassOut), summary="One class")
def one_class(request: HttpRequest, class_id: int) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.CLASSES_READ)
    return class_out(found.row, found.membership.role if found.membership else None)


def class_out(row: Class, role: str | None) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "name": row.name,
        "course": row.course.slug,
        "time_zone": row.time_zone,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "phase": str(class_phase(row)),
        "my_role": role,
    }


@router.get(
    "classes/{int:class_id}/assignments",
    response=answers(AssignmentsOut),
    summary="The class's assignments; for a learner those that are shown to them",
)
def assignments(
    request: HttpRequest, response: HttpResponse, class_id: int, query: Query[PageQuery]
) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.CLASSES_READ)
    rows, cursor = rows_page(assignments_of(found.row), query)
    decisions = decisions_for(found, rows, timezone.now())
    shown = [
        assignment_out(each, decisions[each.pk]) for each in rows if decisions[each.pk].visible
    ]
    return page(request, response, shown, cursor, query.limit)


@router.get(
    "classes/{int:class_id}/assignments/{int:assignment_id}",
    response=answers(AssignmentOut),
    summary="One assignment",
)
def one_assignment(request: HttpRequest, class_id: int, assignment_id: int) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.CLASSES_READ)
    return assignment_out(*visible_or_404(found, assignment_id, timezone.now()))


def assignment_out(row: Assignment, decision: AccessDecision) -> dict[str, Any]:
    """What is in it stands there once it is released."""
    return {
        "id": str(row.pk),
        "title": row.title,
        "release_at": row.release_at,
        "due_at": row.due_at,
        "ends_at": row.ends_at,
        "items": [item_out(each) for each in row.items.all()] if decision.released else [],
    }


def item_out(item: AssignmentItem) -> dict[str, Any]:
    return {"kind": item.kind, "lesson": item.lesson, "ref": item.ref, "tasks": item.tasks}
