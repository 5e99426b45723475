"""Reads on which days a learner worked, in whichever course."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from labs.models import TaskResult
from lessons.models import (
    Attempt,
    CourseTest,
    GroupTask,
    LessonRead,
    Prediction,
    ReadingPlace,
    ReviewAnswer,
)
from lessons.progress.rhythm import Rhythm, first_day, rhythm
from virtlearn.people.models import User


def days_worked(user: User, since: datetime) -> set[date]:
    """In the site's time zone: days of answers, predictions, tests, lessons read, reviews and tasks
    done; of reading alone the last day in each lesson is known."""
    rows: list[tuple[QuerySet[Any, Any], str]] = [
        (model.objects.filter(user=user), "at")
        for model in (Attempt, Prediction, CourseTest, LessonRead, ReadingPlace, ReviewAnswer)
    ]
    rows += [
        (TaskResult.objects.filter(session__user=user, session__group=""), "passed_at"),
        (GroupTask.objects.filter(membership__user=user), "at"),
    ]
    found = [
        each.filter(**{f"{at}__gte": since}).order_by().values_list(TruncDate(at), flat=True)
        for each, at in rows
    ]
    first, *others = found
    return set(first.union(*others))


def rhythm_of(user: User | None) -> Rhythm | None:
    """The last weeks of this learner; None where they did not work in them."""
    if user is None:
        return None
    today = timezone.localdate()
    begin = datetime.combine(first_day(today), time(), timezone.get_current_timezone())
    found = rhythm(days_worked(user, begin), today)
    return found if found.days else None
