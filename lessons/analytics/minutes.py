"""What people took for each lesson and each lab, beside the minutes that the course names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from labs.models import TaskResult
from lessons.analytics.scope import Scope, of_scope, pooled
from lessons.analytics.statistics.minutes import Taken, taken, worked
from lessons.assessment import question_bank
from lessons.models import Attempt, HintOpened, LessonRead, Prediction
from lessons.publishing.selectors import Published
from virtlearn.people.models import User, teaching_roles

deeds = (Attempt, HintOpened, LessonRead, Prediction)
Moments = dict[tuple[str, int], list[datetime]]  # by lesson or lab, and learner


class MinutesRow(msgspec.Struct, frozen=True, kw_only=True):
    """`said` is what the course names, in minutes; `began` how many did a part of it at least.

    Where few were done, neither their number nor that of those who began is told.
    """

    kind: Literal["lesson", "lab"]
    slug: str
    title: str
    said: int
    began: int | None
    taken: Taken

    @property
    def known(self) -> bool:
        return self.taken.median is not None

    @property
    def off(self) -> bool:
        """Three quarters took longer than the course says, or three quarters were quicker."""
        first, third = self.taken.first, self.taken.third
        return first is not None and third is not None and not first <= self.said <= third


def minutes_rows(published: Published, scope: Scope = pooled) -> Sequence[MinutesRow]:
    """Lessons, then labs, in the course's order. Learners alone count, under no name.

    A lesson is done when each question that everybody gets was answered, a lab when each of its
    tasks was ticked, over all sessions; what somebody did later doesn't count.
    """
    course, language = published.course, question_bank.language_of(published)
    lessons = {head.slug: frozenset(head.questions) for head in course.lessons}
    labs = {
        head.slug: frozenset(task.id for task in head.spec.tasks)
        for head in course.labs
        if head.spec.tasks
    }
    of_lessons = lesson_minutes(course.slug, scope, lessons)
    of_labs = lab_minutes(course.slug, scope, labs)
    return [
        *(
            row("lesson", head.slug, head.title[language], head.minutes, of_lessons)
            for head in course.lessons
        ),
        *(
            row("lab", head.slug, head.title[language], head.spec.minutes, of_labs)
            for head in course.labs
            if head.spec.tasks
        ),
    ]


def row(
    kind: Literal["lesson", "lab"],
    slug: str,
    title: str,
    said: int,
    found: Mapping[str, tuple[int, Sequence[float]]],
) -> MinutesRow:
    began, minutes = found.get(slug, (0, ()))
    summed = taken(minutes)
    if summed.median is None:
        return MinutesRow(kind=kind, slug=slug, title=title, said=said, began=None, taken=Taken())
    return MinutesRow(kind=kind, slug=slug, title=title, said=said, began=began, taken=summed)


def lesson_minutes(
    course: str, scope: Scope, wanted: Mapping[str, Collection[str]]
) -> Mapping[str, tuple[int, Sequence[float]]]:
    """By lesson: how many began, and the minutes of each who answered all that is wanted."""
    did: Moments = defaultdict(list)
    teaching = User.objects.filter(role__in=teaching_roles)
    for model in deeds:
        rows = of_scope(model.objects.filter(course=course), scope)
        rows = rows.exclude(user__in=teaching)
        for lesson, user, at in rows.values_list("lesson", "user_id", "at").iterator(5000):
            did[lesson, user].append(at)
    first: dict[tuple[str, int], dict[str, datetime]] = defaultdict(dict)
    answers = of_scope(Attempt.objects.filter(course=course), scope)
    answers = answers.exclude(user__role__in=teaching_roles).order_by("at", "pk")
    for lesson, user, question, at in answers.values_list("lesson", "user_id", "question", "at"):
        first[lesson, user].setdefault(question, at)
    return summed_up(did, first, wanted)


def lab_minutes(
    course: str, scope: Scope, wanted: Mapping[str, Collection[str]]
) -> Mapping[str, tuple[int, Sequence[float]]]:
    """By lab: how many had machines, and the minutes of each who ticked all that is wanted.

    In each session they begin when its machines are ready.
    """
    did: Moments = defaultdict(list)
    first: dict[tuple[str, int], dict[str, datetime]] = defaultdict(dict)
    rows = TaskResult.objects.filter(session__course=course, session__ready_at__isnull=False)
    rows = of_scope(rows, scope, "session__user")
    rows = rows.exclude(session__user__role__in=teaching_roles).order_by("passed_at", "pk")
    fields = ("session__lab", "session__user_id", "session__ready_at", "task", "passed_at")
    for lab, user, ready_at, task, passed_at in rows.values_list(*fields).iterator(5000):
        did[lab, user].append(ready_at)
        if passed_at:
            did[lab, user].append(passed_at)
            first[lab, user].setdefault(task, passed_at)
    return summed_up(did, first, wanted)


def summed_up(
    did: Moments,
    first: Mapping[tuple[str, int], Mapping[str, datetime]],
    wanted: Mapping[str, Collection[str]],
) -> Mapping[str, tuple[int, Sequence[float]]]:
    """`first` has when each part was done first."""
    began: dict[str, int] = defaultdict(int)
    minutes: dict[str, list[float]] = defaultdict(list)
    for (slug, user), moments in did.items():
        began[slug] += 1
        parts = first.get((slug, user), {})
        if (asked := wanted.get(slug)) and all(part in parts for part in asked):
            minutes[slug].append(worked(until(moments, max(parts[part] for part in asked))))
    return {slug: (count, minutes[slug]) for slug, count in began.items()}


def until(moments: Iterable[datetime], end: datetime) -> list[datetime]:
    return [each for each in moments if each <= end]


def minutes_lines(rows: Iterable[MinutesRow]) -> list[str]:
    """A line for each, for a terminal; a star where what is said lies outside of the quartiles."""
    return [line_of(each) for each in rows]


def line_of(each: MinutesRow) -> str:
    said = f"{each.kind} {each.slug}: {each.said} min said"
    first, median, third = each.taken.first, each.taken.median, each.taken.third
    if first is None or median is None or third is None:
        return f"{said}, too few are done to tell"
    took = f"{median:.0f} taken ({first:.0f} to {third:.0f})"
    done = f"{each.taken.people} of {each.began} done"
    return f"{said}, {took}, {done}{' *' if each.off else ''}"
