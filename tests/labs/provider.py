"""Hands out the labs of tests, as lessons hands out those of courses."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from labs.catalog.provider import GuidePart, Lab
from labs.spec.figure import Drawing, Mark
from tests.labs.factory import lab_make
from virtlearn.people.models import User

solution = "the-way-to-do-it"


def lab_get(course: str, slug: str, user: User | None = None) -> Lab | None:
    lab = lab_make()
    return lab if (course, slug) == (lab.course, lab.slug) else None


def everybody(teacher: User) -> None:
    """settings.LEARNERS_TAUGHT: whom an instructor teaches."""


def nobody(teacher: User) -> QuerySet[User]:
    """The same for who teaches no class."""
    return User.objects.none()


def lab_list() -> Sequence[Lab]:
    return [lab_make()]


def labs_pinned() -> Sequence[Lab]:
    return []


def figure_get(lab: Lab, language: str) -> Drawing | None:
    box = {"en": "a box", "es": "una caja"}[language]
    return Drawing(
        view_box="0 0 320 160",
        pieces=("<rect", f' class="container task-one"></rect><text>{box}: ', "</text>"),
        marks=(Mark("task", "one"), Mark("measure", "kernel.release")),
    )


def guide_get(lab: Lab, language: str) -> Sequence[GuidePart]:
    text = {"en": "Look around.", "es": "Mira a tu alrededor."}[language]
    return [
        GuidePart(kind="html", html=f"<p>{text}</p>"),
        GuidePart(kind="guess", html="", guess="before", questions=("How <em>long</em>?", "Why?")),
        *(
            GuidePart(
                kind="task",
                html=f"<p>Make {task}</p>",
                task=task,
                hints=(f"first-hint-{task}", f"second-hint-{task}"),
                solution=f"<p>{solution}-{task}</p>",
            )
            for task in ("one", "two", "three")
        ),
    ]
