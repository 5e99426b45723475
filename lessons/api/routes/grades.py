"""Grades of a class: the table, one's own, and changes by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Header, Query, Router, Schema
from pydantic import Field

from lessons.api.access import class_reached
from lessons.api.paging import PageQuery, page, rows_page
from lessons.api.problems import ProblemError, form_errors
from lessons.api.refusal import ApiCode
from lessons.api.schemas import CellOut, GradebookOut, GradeIn, GradesOut, answers
from lessons.api.tokens.scopes import Scope
from lessons.assignments.selectors import learners_of
from lessons.classes.access import ClassAccess
from lessons.classes.assignments.views.access import learner_or_404
from lessons.classes.grades.forms import GradeForm
from lessons.classes.grades.presenter import CellView, RowView, own_row, row_view, shown_to
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import Changed, book_read, history_of
from lessons.classes.grades.services import grade_change
from lessons.classes.grades.views.cell import grade_of_or_404
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import Assignment, Membership
from virtlearn.core.refusal import RefusedError

router = Router(tags=["grades"])


class IfMatch(Schema):
    """The state that a change was made from: the ETag of a GET."""

    if_match: str = Field("", max_length=64, alias="If-Match")


one_grade = "classes/{int:class_id}/grades/{int:member}/{int:assignment_id}"


@router.get(
    "classes/{int:class_id}/grades",
    response=answers(GradebookOut),
    summary="The grades of the class's learners; for its staff",
)
def grades(
    request: HttpRequest, response: HttpResponse, class_id: int, query: Query[PageQuery]
) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.GRADES_READ, Right.ROSTER)
    rows, cursor = rows_page(learners_of(found.row), query)
    book = book_read(found.row, rows, timezone.now())
    shown = [grades_out(row_view(book, each, member_name(each)), each) for each in rows]
    return page(request, response, shown, cursor, query.limit)


@router.get(
    "classes/{int:class_id}/grades/mine",
    response=answers(GradesOut),
    summary="My own grades, as far as they are shown to me",
)
def mine(request: HttpRequest, class_id: int) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.ME_READ)
    member = learner_or_404(found, found.membership.pk if found.membership else 0)
    book = book_read(found.row, [member], timezone.now())
    shown = {each.pk for each in shown_to(book, member)}
    row = own_row(book, member, member_name(member))
    return grades_out(row, member, shown)


@router.get(
    one_grade,
    response=answers(CellOut),
    summary="One grade, with the ETag that a change of it has to send",
)
def grade(
    request: HttpRequest, response: HttpResponse, class_id: int, member: int, assignment_id: int
) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.GRADES_READ, Right.ROSTER)
    return grade_out(response, found, *grade_of_or_404(found, member, assignment_id))


@router.put(
    one_grade,
    response=answers(CellOut, 409, 412, 428),
    summary="Changes a grade by hand, from the state that If-Match names",
)
def change(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    response: HttpResponse,
    class_id: int,
    member: int,
    assignment_id: int,
    body: GradeIn,
    headers: Header[IfMatch],
) -> dict[str, Any]:
    found = class_reached(request, class_id, Scope.GRADES_WRITE, Right.MANAGE)
    learner, row = grade_of_or_404(found, member, assignment_id)
    if not headers.if_match:
        raise ProblemError(428, ApiCode.UNSEEN)
    history = history_of(row, learner)
    if headers.if_match != tag_of(history):
        raise ProblemError(412, GradeCode.CHANGED)
    try:
        grade_change(
            assignment=row,
            membership=learner,
            by=found.user,
            seen=history[-1].pk if history else 0,
            **change_of(found, learner, row, body),
        )
    except RefusedError as refused:
        if refused.code is GradeCode.CHANGED:
            raise ProblemError(412, GradeCode.CHANGED) from refused
        raise
    return grade_out(response, found, learner, row)


def change_of(
    found: ClassAccess, member: Membership, row: Assignment, body: GradeIn
) -> dict[str, Any]:
    """As the page's form takes it: a reason, and points up to what may be given by hand.

    Raises RefusedError, and ProblemError with what is wrong in which field.
    """
    if body.kind == "none":
        return {"kind": Changed.NONE}
    possible = book_read(found.row, [member], timezone.now(), rows=[row]).graded(row).points
    if not possible:
        raise RefusedError(GradeCode.NO_POINTS, title=row.title)
    with translation.override("en"):
        form = GradeForm(body.dict(exclude_none=True), possible=possible)
        errors = form_errors(form)
    if errors:
        raise ProblemError(422, ApiCode.INVALID, errors)
    return dict(form.cleaned_data)


def grade_out(
    response: HttpResponse, found: ClassAccess, member: Membership, row: Assignment
) -> dict[str, Any]:
    book = book_read(found.row, [member], timezone.now(), rows=[row])
    response["ETag"] = tag_of(history_of(row, member))
    return cell_out(row_view(book, member, member_name(member)).cells[0])


def tag_of(history: Sequence[Any]) -> str:
    """Of the newest change by hand."""
    return f'"{history[-1].pk if history else 0}"'


def grades_out(row: RowView, member: Membership, shown: set[int] | None = None) -> dict[str, Any]:
    """`shown` are the assignments whose score its learner sees, None: all."""
    cells = [each for each in row.cells if shown is None or each.assignment.pk in shown]
    return {
        "member": str(member.pk),
        "name": row.name,
        "external_id": member.external_id,
        "total": row.total,
        "cells": [cell_out(each) for each in cells],
    }


def cell_out(cell: CellView) -> dict[str, Any]:
    return {
        "assignment": str(cell.assignment.pk),
        "status": cell.status,
        "points": cell.points,
        "possible": cell.possible,
        "dropped": cell.dropped,
    }
