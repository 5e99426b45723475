"""Recommends what a learner does next, from the course and what was done in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

Kind = Literal["machines", "read", "questions", "lab", "lesson", "review", "new-lab", "finished"]


class LessonDone(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson, and how far it is done. `open` are its questions that were never answered."""

    slug: str
    read: bool = False
    known: bool = False  # a test says that it may be skipped
    open: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()


class LabDone(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    running: bool = False
    done: int = 0
    tasks: int = 0

    @property
    def left(self) -> int:
        return self.tasks - self.done


class Place(msgspec.Struct, frozen=True):
    """Where the learner was last: a lesson, and a section or a question in it."""

    lesson: str
    anchor: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do. `slug` is of a lesson, or for the kinds with a lab of that; `count` is how
    many questions or tasks are left.
    """

    kind: Kind
    slug: str = ""
    anchor: str = ""
    count: int = 0


def next_steps(
    lessons: Sequence[LessonDone],
    labs: Mapping[str, LabDone],
    place: Place | None,
    reviews: int = 0,
) -> list[Step]:
    """What is worth doing, the best first; never empty for a course with lessons.

    Machines that run cost their time, so they come first. Then what is begun: the lesson that was
    being read, questions left in lessons that were read, labs with tasks done. Then reviews that
    are due, the next lesson in the course's order that is not known, labs of lessons that are done.
    """
    known = {lesson.slug: lesson for lesson in lessons}
    steps = [
        Step(kind="machines", slug=lab.slug, count=lab.left) for lab in labs.values() if lab.running
    ]
    here = known.get(place.lesson) if place else None
    if place and here and not here.read:
        steps.append(Step(kind="read", slug=here.slug, anchor=place.anchor))
    in_order = sorted(lessons, key=lambda lesson: lesson is not here)  # stable: here first
    steps += [
        Step(kind="questions", slug=lesson.slug, anchor=lesson.open[0], count=len(lesson.open))
        for lesson in in_order
        if lesson.read and lesson.open
    ]
    steps += [
        Step(kind="lab", slug=lab.slug, count=lab.left)
        for lab in labs.values()
        if not lab.running and 0 < lab.done < lab.tasks
    ]
    if reviews:
        steps.append(Step(kind="review", count=reviews))
    following = next(
        (each for each in lessons if not each.read and not each.known and each is not here), None
    )
    if following:
        steps.append(Step(kind="lesson", slug=following.slug))
    steps += [
        Step(kind="new-lab", slug=slug, count=labs[slug].tasks)
        for slug in dict.fromkeys(slug for each in lessons if each.read for slug in each.labs)
        if slug in labs and not labs[slug].running and not labs[slug].done and labs[slug].tasks
    ]
    if lessons and not steps:
        steps.append(Step(kind="finished"))
    return steps
