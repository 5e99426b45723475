"""`/classes/ID/members`: who is in a class, added, changed, removed and let back in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router, Status

from lessons.api.access import class_reached
from lessons.api.paging import PageQuery, page, rows_page
from lessons.api.problems import ProblemError, form_errors
from lessons.api.refusal import ApiCode
from lessons.api.schemas import MemberChange, MemberIn, MemberOut, MembersOut, StateIn, answers
from lessons.api.tokens.scopes import Scope
from lessons.classes.access import ClassAccess, member_or_404
from lessons.classes.members import services
from lessons.classes.members.forms import AddForm
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import Membership

router = Router(tags=["members"])
one = "classes/{int:class_id}/members/{int:member}"
state_services = {
    "joined": services.member_admit,
    "removed": services.member_remove,
    "blocked": services.member_block,
}


@router.get(
    "classes/{int:class_id}/members",
    response=answers(MembersOut),
    summary="Who is or was in the class; for its staff",
)
def members(
    request: HttpRequest, response: HttpResponse, class_id: int, query: Query[PageQuery]
) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.CLASSES_READ, Right.ROSTER)
    people = found.row.memberships.select_related("user").prefetch_related("labels")
    rows, cursor = rows_page(people, query)
    return page(request, response, [member_out(each) for each in rows], cursor, query.limit)


@router.get(
    one,
    response=answers(MemberOut),
    summary="One member; for the class's staff",
)
def one_member(request: HttpRequest, class_id: int, member: int) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.CLASSES_READ, Right.ROSTER)
    return member_out(member_or_404(found, member))


def member_out(member: Membership) -> dict[str, Any]:
    user = member.user
    return {
        "id": str(member.pk),
        "name": member_name(member),
        "username": user.username if user and not user.is_guest else None,
        "email": (user.email if user else "") or member.invited_email,
        "external_id": member.external_id,
        "role": member.role,
        "state": member.state,
        "labels": [each.name for each in member.labels.all()],
    }


@router.post(
    "classes/{int:class_id}/members",
    response=answers(MemberOut, 409, status=201),
    summary="Adds one person: with an account, or an address that is invited",
)
def add(request: HttpRequest, class_id: int, body: MemberIn) -> Any:
    found = class_reached(request, class_id, Scope.ROSTER_WRITE, Right.MANAGE)
    with translation.override("en"):
        form = AddForm(body.dict())
        errors = form_errors(form)
    if errors:
        raise ProblemError(422, ApiCode.INVALID, errors)
    member = services.member_add(row=found.row, by=found.user, **form.cleaned_data)
    return Status(201, member_out(member))


@router.patch(
    one,
    response=answers(MemberOut, 409),
    summary="Changes what the class says of somebody, their role and labels",
)
def describe(request: HttpRequest, class_id: int, member: int, body: MemberChange) -> Any:
    found = class_reached(request, class_id, Scope.ROSTER_WRITE, Right.MANAGE)
    row = member_or_404(found, member)
    with transaction.atomic():
        member_change(found, row, body)
    return member_out(member_or_404(found, member))


def member_change(found: ClassAccess, row: Membership, body: MemberChange) -> None:
    """All of it or nothing. Raises RefusedError."""
    if body.name is not None or body.external_id is not None:
        services.member_describe(
            member=row,
            name=row.name if body.name is None else body.name,
            external_id=row.external_id if body.external_id is None else body.external_id,
        )
    if body.role is not None:
        services.member_role_set(member=row, role=body.role, by=found.user)
    if body.labels is not None:
        labels = [services.label_create(row=found.row, name=each) for each in body.labels]
        services.member_labels_set(member=row, labels=labels)


@router.put(
    f"{one}/state",
    response=answers(MemberOut, 409),
    summary="Removes or blocks somebody, whose record stays, or lets them back in",
)
def state_set(request: HttpRequest, class_id: int, member: int, body: StateIn) -> Any:
    """An invitation that nobody used goes with its row, so that 404 follows."""
    found = class_reached(request, class_id, Scope.ROSTER_WRITE, Right.MANAGE)
    row = member_or_404(found, member)
    state_services[body.state](member=row, by=found.user)
    return member_out(member_or_404(found, member))
