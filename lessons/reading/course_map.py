"""Lays a course out as a map: its lessons with their parts, labs that no lesson leads to. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from lessons.document.schema import Course, LabHead, LessonHead
from lessons.progress.mastery import Count, CourseWork, LessonWork


class MapLab(msgspec.Struct, frozen=True, kw_only=True):
    """A lab, the tasks done in it, and the kinds of its machines, each once."""

    head: LabHead
    tasks: Count
    kinds: tuple[str, ...]
    running: bool = False


class MapLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson at its place, which counts from 1."""

    number: int
    head: LessonHead
    work: LessonWork
    labs: tuple[MapLab, ...] = ()


class CourseMap(msgspec.Struct, frozen=True, kw_only=True):
    lessons: tuple[MapLesson, ...]
    others: tuple[MapLab, ...]  # labs that no lesson leads to


def course_map(course: Course, work: CourseWork, running: Collection[str] = ()) -> CourseMap:
    """`running` are labs whose machines run. Labs that the course no longer has are left out."""
    labs = {
        lab.slug: MapLab(
            head=lab,
            tasks=work.labs.get(lab.slug, Count()),
            kinds=tuple(dict.fromkeys(lab.spec.kinds)),
            running=lab.slug in running,
        )
        for lab in course.labs
    }

    def found(slugs: Iterable[str]) -> tuple[MapLab, ...]:
        return tuple(labs[slug] for slug in slugs if slug in labs)

    led_to = {slug for head in course.lessons for slug in head.labs}
    return CourseMap(
        lessons=tuple(
            MapLesson(number=number, head=head, work=done, labs=found(head.labs))
            for number, (head, done) in enumerate(zip(course.lessons, work.lessons, strict=True), 1)
        ),
        others=found(slug for slug in labs if slug not in led_to),
    )
