"""What one member has in place of the rule: extensions of assignments, and accommodations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from lessons.api.access import class_reached
from lessons.api.schemas import (
    AccommodationIn,
    AccommodationOut,
    ExtensionIn,
    ExtensionOut,
    answers,
)
from lessons.api.tokens.scopes import Scope
from lessons.assignments.exceptions import accommodation_set, extension_grant
from lessons.classes.assignments.views.access import assignment_or_404, learner_or_404
from lessons.classes.policy import Right
from lessons.models import Accommodation, Assignment, AssignmentExtension, Membership

router = Router(tags=["exceptions"])
one_extension = "classes/{int:class_id}/assignments/{int:assignment_id}/extensions/{int:member}"
one_accommodation = "classes/{int:class_id}/members/{int:member}/accommodation"


@router.get(
    one_extension,
    response=answers(ExtensionOut),
    summary="The days that a learner has on top in an assignment; for the class's teachers",
)
def extension(request: HttpRequest, class_id: int, assignment_id: int, member: int) -> Any:
    found = class_reached(request, class_id, Scope.CLASSES_READ, Right.MANAGE)
    return extension_out(assignment_or_404(found, assignment_id), learner_or_404(found, member))


@router.put(
    one_extension,
    response=answers(ExtensionOut, 409),
    summary="Gives a learner days on top in an assignment; 0 takes them back",
)
def extension_set(
    request: HttpRequest, class_id: int, assignment_id: int, member: int, body: ExtensionIn
) -> Any:
    found = class_reached(request, class_id, Scope.CLASSES_WRITE, Right.MANAGE)
    row, learner = assignment_or_404(found, assignment_id), learner_or_404(found, member)
    extension_grant(assignment=row, membership=learner, by=found.user, **body.dict())
    return extension_out(row, learner)


def extension_out(row: Assignment, learner: Membership) -> dict[str, Any]:
    made = AssignmentExtension.objects.filter(assignment=row, membership=learner).first()
    return {
        "days": made.days if made else 0,
        "without_penalty": made.without_penalty if made else True,
        "reason": made.reason if made else "",
    }


@router.get(
    one_accommodation,
    response=answers(AccommodationOut),
    summary="What a learner has in all assignments of the class; for its teachers",
)
def accommodation(request: HttpRequest, class_id: int, member: int) -> Any:
    found = class_reached(request, class_id, Scope.CLASSES_READ, Right.MANAGE)
    return accommodation_out(learner_or_404(found, member))


@router.put(
    one_accommodation,
    response=answers(AccommodationOut, 409),
    summary="Gives a learner more time in all assignments; 100 % and no days take it back",
)
def accommodation_give(
    request: HttpRequest, class_id: int, member: int, body: AccommodationIn
) -> Any:
    found = class_reached(request, class_id, Scope.CLASSES_WRITE, Right.MANAGE)
    learner = learner_or_404(found, member)
    accommodation_set(membership=learner, by=found.user, **body.dict())
    return accommodation_out(learner)


def accommodation_out(learner: Membership) -> dict[str, Any]:
    made = Accommodation.objects.filter(membership=learner).first()
    return {
        "time_percent": made.time_percent if made else 100,
        "days": made.days if made else 0,
        "note": made.note if made else "",
    }
