"""What can be earned in an assignment: a part for each thing that is graded by itself."""

from __future__ import annotations

from collections.abc import Iterable

from lessons.classes.gradebook.parts import Part
from lessons.exams.scoring import kinds, questions_most
from lessons.exams.services import offers
from lessons.models import AssignmentItem
from lessons.publishing import selectors as publishing
from lessons.publishing.selectors import Published

Kind = AssignmentItem.Kind


def parts_of(items: Iterable[AssignmentItem], published: Published | None) -> list[Part]:
    """What can be earned, by the course as the class reads it; what that lacks gives nothing.

    A test has a point for each of its questions, whichever were drawn.
    """
    if published is None:
        return []
    found: list[Part] = []
    for item in items:
        head = publishing.lesson_head(published.course, item.lesson)
        if item.kind == Kind.TEST:
            found += test_parts(published, item.ref)
        elif item.kind == Kind.LAB:
            found += lab_parts(published, item)
        elif head is not None and item.kind == Kind.QUESTION:
            points = head.questions.get(item.ref, head.pooled.get(item.ref, 0))
            found.append(Part(keys=(key_of(item.lesson, item.ref),), points=points))
        elif head is not None and item.kind == Kind.LESSON:
            found += [
                Part(keys=(key_of(head.slug, name),), points=points)
                for name, points in head.questions.items()
            ]
            found += [
                Part(
                    keys=tuple(key_of(head.slug, name) for name in draw.questions),
                    points=max((head.pooled.get(name, 0) for name in draw.questions), default=0),
                    count=draw.count,
                )
                for draw in head.draws
            ]
    return found


def key_of(lesson: str, question: str) -> str:
    return f"{lesson}/{question}"


def test_key(kind: str) -> str:
    return f"test:{kind}"


def test_parts(published: Published, kind: str) -> list[Part]:
    if kind not in kinds:
        return []
    return [Part(keys=(test_key(kind),), points=questions_most(offers(published), kind))]


def lab_parts(published: Published, item: AssignmentItem) -> list[Part]:
    """A part for each task, of which all are worth the same."""
    head = publishing.lab_head(published.course, item.ref)
    tasks = [task.id for task in head.spec.tasks] if head else []
    return [
        Part(keys=(task_key(item.ref, task),), points=head.spec.task_points)
        for task in tasks
        if head and (task in item.tasks or not item.tasks)
    ]


def task_key(lab: str, task: str) -> str:
    return f"lab:{lab}/{task}"
