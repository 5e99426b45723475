"""`/courses/SLUG/statistics`: how a course's questions were answered, as instructors' pages say."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lessons.analytics.results import QuestionRow, SheetResult, course_results
from lessons.analytics.scope import Scope as People
from lessons.analytics.scope import classes_seen, scope_or_404
from lessons.api.authentication import token_of
from lessons.api.schemas import answers
from lessons.api.tokens.scopes import Scope
from lessons.models import ApiToken
from lessons.publishing.selectors import course_current_or_404

router = Router(tags=["statistics"])


class StatisticsQuery(Schema):
    """Whose answers count, and which of each person."""

    in_class: str = Field("", pattern=r"^[0-9]{0,18}$", description="a class; left out: all people")
    answers: Literal["first", "last"] = "first"


class ItemStatisticsOut(Schema):
    part: Literal["lesson", "before", "end"] = Field(
        description="a lesson, or a test of the course"
    )
    lesson: str
    question: str
    people: int
    right: int = Field(description="of them, wholly")
    facility: float | None = Field(description="mean score, 0 to 1")
    discrimination: float | None = Field(description="correlation with the rest, -1 to 1")
    efficiency: float | None
    few: bool = Field(description="too few people for the figures to say much")
    advice: str


class StatisticsOut(Schema):
    items: list[ItemStatisticsOut]
    next: str | None


@router.get(
    "courses/{slug:slug}/statistics",
    response=answers(StatisticsOut),
    summary="How each question was answered; for instructors, without anybody's name",
)
def statistics(request: HttpRequest, slug: str, query: Query[StatisticsQuery]) -> dict[str, Any]:
    """Of a class for whoever teaches it. No right answer and no wording is in it."""
    token = token_of(request, Scope.STATS_READ)
    if not token.user.is_instructor:
        raise PermissionDenied
    published = course_current_or_404(slug)
    people = people_of(token, slug, query.in_class)
    items = [
        item_out(sheet, row)
        for sheet in course_results(published, query.answers, people)
        for row in sheet.rows
    ]
    return {"items": items, "next": None}


def people_of(token: ApiToken, slug: str, in_class: str) -> People:
    """Raises Http404 for a class that the token does not reach, and for all people where it is of
    one class."""
    if token.in_class_id is not None and in_class != str(token.in_class_id):
        raise Http404
    return scope_or_404(in_class, classes_seen(token.user, slug))


def item_out(sheet: SheetResult, row: QuestionRow) -> dict[str, Any]:
    result = row.item.result
    return {
        "part": sheet.kind or "lesson",
        "lesson": row.lesson,
        "question": row.id,
        "people": result.people,
        "right": result.right,
        "facility": result.facility,
        "discrimination": result.discrimination,
        "efficiency": result.efficiency,
        "few": result.few,
        "advice": str(row.item.advice),
    }
