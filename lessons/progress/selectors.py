"""Reads a learner's progress in lessons and courses."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.db.models import Max

from labs.models import Measurement
from labs.spec.definition import LabSpec
from lessons.document import schema
from lessons.models import Attempt, LessonRead
from lessons.progress.labs import LabDone, labs_count, tasks_done
from lessons.progress.mastery import (
    Count,
    CourseWork,
    Done,
    LessonWork,
    claim_checked,
    claims_count,
    count_sum,
    percent_of,
    sections_work,
)
from lessons.progress.next_step import Place
from lessons.progress.outline import sections_of
from lessons.progress.points import attempt_points
from lessons.publishing.selectors import Published
from lessons.quizzes.attempt import Tried
from virtlearn.people.models import User


class Progress(msgspec.Struct, frozen=True):
    """How far a learner is: points of `possible`, questions tried of `questions`; in one lesson
    also which are `open`, never tried.
    """

    earned: float = 0
    possible: float = 0
    tried: int = 0
    questions: int = 0
    read: bool = False
    open: tuple[str, ...] = ()


class Answers(msgspec.Struct, frozen=True):
    """What a learner did in the lessons of a course: the best points by lesson and question, and
    the lessons that they read."""

    best: Mapping[str, Mapping[str, float]] = {}
    read: frozenset[str] = frozenset()


def answers_of(user: User | None, course_slug: str) -> Answers:
    if user is None:
        return Answers()
    best: dict[str, dict[str, float]] = {}
    rows = Attempt.objects.filter(user=user, course=course_slug)
    for lesson, question, points in rows.values_list("lesson", "question").annotate(
        best=Max(attempt_points())
    ):
        best.setdefault(lesson, {})[question] = points
    reads = LessonRead.objects.filter(user=user, course=course_slug)
    return Answers(best, frozenset(reads.values_list("lesson", flat=True)))


def course_progress(user: User | None, course: schema.Course) -> dict[str, Progress]:
    """Progress by lesson of `course`, all lessons in it."""
    answers = answers_of(user, course.slug)
    return {
        head.slug: progress_of(head, answers.best.get(head.slug, {}), head.slug in answers.read)
        for head in course.lessons
    }


def lesson_work(
    head: schema.LessonHead,
    specs: Mapping[str, LabSpec],
    attempts: Mapping[str, tuple[Tried, ...]],
    labs: Mapping[str, LabDone],
    done: Done,
) -> LessonWork:
    """How far one lesson is, from the attempts at its questions and what was done in the course's
    `labs`, whose definitions are `specs`."""
    best = {question: max(tried.points for tried in tries) for question, tries in attempts.items()}
    return work_of(head, progress_of(head, best, done.read), labs_count(specs, labs), done)


def work_of(
    head: schema.LessonHead, progress: Progress, labs: Mapping[str, Count], done: Done
) -> LessonWork:
    return LessonWork(
        slug=head.slug,
        read=progress.read,
        questions=Count(progress.tried, progress.questions),
        claims=Count(sum(claim_checked(claim, done) for claim in head.claims), len(head.claims)),
        tasks=count_sum(labs[slug] for slug in head.labs if slug in labs),
        points=percent_of(progress.earned / progress.possible) if progress.possible else 0,
        open=progress.open,
    )


def course_work(  # noqa: PLR0913
    user: User | None,
    published: Published,
    language: str,
    labs: Mapping[str, LabDone],
    *,
    known: frozenset[str] = frozenset(),
    here: Place | None = None,
) -> CourseWork:
    """How far `user` is in a course, with what they did in its `labs`. `known` are lessons that a
    test says may be skipped, `here` is where they left off."""
    course = published.course
    answers = answers_of(user, course.slug)
    measured = measured_by(user, course.slug)
    counts = labs_count({lab.slug: lab.spec for lab in course.labs}, labs)
    lessons: list[LessonWork] = []
    examined: list[tuple[str, tuple[schema.Claim, ...], Done]] = []
    for head in course.lessons:
        best, read = answers.best.get(head.slug, {}), head.slug in answers.read
        done = Done(read=read, answered=frozenset(best), tasks=tasks_done(labs), measured=measured)
        examined.append((head.slug, head.claims, done))
        lessons.append(
            msgspec.structs.replace(
                work_of(head, progress_of(head, best, read), counts, done),
                known=head.slug in known,
                sections=sections_work(
                    sections_of(published, head.slug, language),
                    {claim.id: claim for claim in head.claims},
                    done,
                    here.anchor if here and here.lesson == head.slug else "",
                ),
            )
        )
    return CourseWork(lessons=tuple(lessons), labs=counts, claims=claims_count(examined))


def measured_by(user: User | None, course_slug: str) -> frozenset[tuple[str, str]]:
    """Labs and keys of what `user` has measured."""
    if user is None:
        return frozenset()
    rows = Measurement.objects.filter(user=user, course=course_slug).order_by()
    return frozenset(rows.values_list("lab", "key").distinct())


def progress_of(head: schema.LessonHead, best: Mapping[str, float], read: bool) -> Progress:
    """Counts the questions that the lesson has now; a question may have become worth less.

    Of a pool count as many as are drawn from it, the best ones.
    """
    counted = [(min(best.get(key, 0), most), key in best) for key, most in head.questions.items()]
    possible = sum(head.questions.values())
    for draw in head.draws:
        worth = max((head.pooled.get(key, 0) for key in draw.questions), default=0)
        found = [(min(best.get(key, 0), worth), key in best) for key in draw.questions]
        counted += sorted(found, reverse=True)[: draw.count]
        possible += worth * min(draw.count, len(found))
    return Progress(
        earned=round(sum(points for points, _ in counted), 2),
        possible=possible,
        tried=sum(tried for _, tried in counted),
        questions=len(counted),
        read=read,
        open=tuple(key for key in head.questions if key not in best),
    )
