"""An exam of a class as its tests run it: the test at the course's end, begun by the teacher."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from lessons.assignments.access.rule import Mode
from lessons.assignments.services import Item
from lessons.exams import papers
from lessons.exams.services import Asked
from lessons.models import Assignment, AssignmentStart, Class, ExamBatch, ExamPaper

end_test = (Item(kind="test", ref="end"),)
exam_fields = {"items": end_test, "title": "Exam", "time_limit": 60, "mode": Mode.SYNCHRONISED}
htmx = {"HX-Request": "true"}


def one(row: Class, made: Assignment, then: str = "") -> str:
    return f"/en/classes/{row.pk}/assignments/{made.pk}/{then}"


def started_ago(batch: ExamBatch, seconds: float = 1) -> None:
    """As if the teacher had pressed so long ago: the start, and whoever began with it."""
    assert batch.started_at
    before, at = batch.started_at, timezone.now() - timedelta(seconds=seconds)
    ExamBatch.objects.filter(pk=batch.pk).update(started_at=at)
    AssignmentStart.objects.filter(assignment=batch.assignment_id, started_at=before).update(
        started_at=at
    )
    batch.refresh_from_db()


def begin(row: Class, made: Assignment, teacher: Client, seconds: float = 1) -> ExamBatch:
    """The teacher starts it for all, and the countdown is over."""
    response = teacher.post(one(row, made, "exam/0/start/"))
    assert response.status_code == 302
    batch = ExamBatch.objects.get(assignment=made)
    assert batch.started_at is not None
    started_ago(batch, seconds)
    return batch


def opened(row: Class, made: Assignment, client: Client) -> tuple[ExamPaper, list[Asked]]:
    """The learner's paper, read once."""
    assert client.get(one(row, made, "paper/end/")).status_code == 200
    paper = ExamPaper.objects.get(start__assignment=made)
    return paper, list(papers.questions_of(paper, "small"))


def keep(
    row: Class, made: Assignment, client: Client, asked: Asked, answer: str, version: int = 0
) -> Any:
    return client.post(
        one(row, made, "paper/end/keep/"),
        {
            "question": asked.name,
            f"{asked.prefix}answer": answer,
            f"{asked.prefix}version": version,
        },
    )
