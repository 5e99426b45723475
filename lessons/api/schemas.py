"""What the API answers and takes: JSON with numbers of rows as texts, and times with their offset.

No schema has a field for an answer key, a hint, or the text that a learner typed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field

from lessons.models.assignments import reason_length
from lessons.models.classes import name_length
from virtlearn.core.short_text import short_text


class FieldProblem(Schema):
    field: str
    message: str


class ProblemOut(Schema):
    """RFC 9457, as application/problem+json; `code` stays (docs/errors.md)."""

    type: str
    status: int
    title: str = Field(description="what has happened")
    detail: str = Field(description="what to do next")
    code: str
    errors: list[FieldProblem] | None = None


refusals = frozenset({401, 403, 404, 422, 429})


def answers(shown: type[Schema], *refused: int, status: int = 200) -> dict[Any, type[Schema]]:
    """What a route answers: `shown`, or a problem, with these numbers beside those of all."""
    return {status: shown, refusals.union(refused): ProblemOut}


def line(text: str) -> str:
    """On one line and without control characters, as forms of the site keep it."""
    return short_text(text, len(text))


Line = Annotated[str, AfterValidator(line)]


class MeOut(Schema):
    id: str
    username: str
    name: str
    role: Literal["learner", "instructor", "head"]
    scopes: list[str] = Field(description="of this token")
    in_class: str | None = Field(description="the one class that this token reaches; null: all")
    expires_at: datetime


class LessonOut(Schema):
    slug: str
    title: str


class CourseOut(Schema):
    slug: str
    title: str
    languages: list[str]
    revision: str = Field(description="the digest of what is shown now")
    lessons: list[LessonOut]
    labs: list[LessonOut]


class CoursesOut(Schema):
    items: list[CourseOut]
    next: str | None


class ClassOut(Schema):
    id: str
    name: str
    course: str
    time_zone: str
    starts_on: date | None
    ends_on: date | None
    phase: Literal["before", "running", "ended", "archived"]
    my_role: Literal["learner", "assistant", "teacher"] | None


class ClassesOut(Schema):
    items: list[ClassOut]
    next: str | None


class MemberOut(Schema):
    id: str
    name: str
    username: str | None
    email: str
    external_id: str
    role: Literal["learner", "assistant", "teacher"]
    state: Literal["invited", "joined", "removed", "blocked"]
    labels: list[str]


class MembersOut(Schema):
    items: list[MemberOut]
    next: str | None


class ItemOut(Schema):
    kind: Literal["lesson", "question", "lab", "test"]
    lesson: str
    ref: str
    tasks: list[str]


class AssignmentOut(Schema):
    id: str
    title: str
    release_at: datetime | None
    due_at: datetime | None
    ends_at: datetime | None
    items: list[ItemOut]


class AssignmentsOut(Schema):
    items: list[AssignmentOut]
    next: str | None


class CellOut(Schema):
    assignment: str
    status: Literal["open", "submitted", "late", "missing", "excused", "overridden"]
    points: float | None = Field(description="null where nothing counts (yet)")
    possible: float
    dropped: bool


class GradesOut(Schema):
    member: str
    name: str
    external_id: str
    total: float | None = Field(description="percent; null where nothing counts yet")
    cells: list[CellOut]


class GradebookOut(Schema):
    items: list[GradesOut]
    next: str | None


class GradeIn(Schema):
    kind: Literal["points", "excused", "none"] = Field(
        description="none: back to what was handed in"
    )
    points: float | None = Field(None, ge=0, le=1_000_000, allow_inf_nan=False)
    reason: Line = Field("", max_length=reason_length)


class MemberIn(Schema):
    """Somebody to be added. A head's word is enough; whom a teacher adds has to accept."""

    who: str = Field(max_length=254, description="user name or e-mail address")
    name: Line = Field("", max_length=name_length, description="what the class calls them")
    role: Literal["learner", "assistant", "teacher"] = "learner"


class MemberChange(Schema):
    """What is left out stays as it is."""

    name: Line | None = Field(None, max_length=name_length)
    external_id: Line | None = Field(None, max_length=150)
    role: Literal["learner", "assistant", "teacher"] | None = None
    labels: list[str] | None = Field(
        None, max_length=50, description="names; one that the class lacks is made"
    )


class StateIn(Schema):
    """`joined` lets somebody back in who was removed or blocked."""

    state: Literal["joined", "removed", "blocked"]


class ExtensionIn(Schema):
    days: int = Field(ge=0, le=365, description="after each deadline; 0: none")
    without_penalty: bool = True
    reason: Line = Field("", max_length=reason_length)


class ExtensionOut(Schema):
    days: int
    without_penalty: bool
    reason: str


class AccommodationIn(Schema):
    time_percent: int = Field(100, ge=100, le=400, description="of each time limit")
    days: int = Field(0, ge=0, le=60, description="after each deadline")
    note: Line = Field("", max_length=reason_length, description="for the class's teachers")


class AccommodationOut(Schema):
    time_percent: int
    days: int
    note: str


class TaskOut(Schema):
    id: str
    done: bool
    points: float


class LabSessionOut(Schema):
    id: str
    course: str
    lab: str
    state: Literal["queued", "starting", "ready", "stopping", "ended"]
    created_at: datetime
    expires_at: datetime | None
    end_reason: str
    tasks: list[TaskOut]


class LabSessionsOut(Schema):
    items: list[LabSessionOut]
    next: str | None
