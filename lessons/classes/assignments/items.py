"""What of a course can be assigned, as a form offers it, and what of that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from lessons.assessment import question_bank
from lessons.assignments.services import Item
from lessons.models import AssignmentItem
from lessons.publishing.selectors import Published, content_language

Kind = AssignmentItem.Kind


class Choice(msgspec.Struct, kw_only=True):
    """One box; `parts` are the questions of a lesson or the tasks of a lab, boxes themselves."""

    value: str
    label: str
    chosen: bool = False
    parts: list[Choice] = []

    @property
    def is_open(self) -> bool:
        return any(part.chosen for part in self.parts)


class Choices(msgspec.Struct, kw_only=True):
    """Everything that can be assigned, with what is chosen of it."""

    lessons: list[Choice]
    labs: list[Choice]
    tests: list[Choice]

    @property
    def all(self) -> list[Choice]:
        return [*self.lessons, *self.labs, *self.tests]

    def read(self) -> list[Item]:
        """The chosen items: a whole lesson or lab rather than each of its parts."""
        return [item for each in self.all for item in items_of(each)]


def items_of(choice: Choice) -> list[Item]:
    kind, _colon, name = choice.value.partition(":")
    parts = [part.value.rpartition(":")[2] for part in choice.parts if part.chosen]
    if kind == Kind.LESSON:
        whole = [Item(kind=Kind.LESSON, lesson=name)] if choice.chosen else []
        return whole or [Item(kind=Kind.QUESTION, lesson=name, ref=part) for part in parts]
    if kind == Kind.LAB:
        tasks = () if choice.chosen else tuple(parts)
        return [Item(kind=Kind.LAB, ref=name, tasks=tasks)] if choice.chosen or parts else []
    return [Item(kind=Kind.TEST, ref=name)] if choice.chosen else []


def choices_of(published: Published, language: str, chosen: Iterable[str]) -> Choices:
    """`chosen` are values; those that the course does not have are left out."""
    course, wanted = published.course, set(chosen)
    language = content_language(course, language)

    def title(texts: Mapping[str, str], name: str) -> str:
        return texts.get(language) or name

    def choice(value: str, label: str, parts: list[Choice] | None = None) -> Choice:
        return Choice(value=value, label=label, chosen=value in wanted, parts=parts or [])

    return Choices(
        lessons=[
            choice(
                f"lesson:{head.slug}",
                title(head.title, head.slug),
                [
                    choice(f"question:{head.slug}:{name}", prompt_of(question, name))
                    for name, question in question_bank.questions_of(published, head.slug).items()
                ],
            )
            for head in course.lessons
        ],
        labs=[
            choice(
                f"lab:{head.slug}",
                title(head.title, head.slug),
                [choice(f"task:{head.slug}:{task.id}", task.id) for task in head.spec.tasks],
            )
            for head in course.labs
        ],
        tests=[
            choice("test:before", _("Test before the course")),
            choice("test:end", _("Test at the end of the course")),
        ],
    )


def prompt_of(question: Any, name: str) -> str:
    words = " ".join(strip_tags(question.prompt).split())
    return f"{words[:117]}…" if len(words) > 118 else words or name


def values_of(items: Iterable[AssignmentItem]) -> list[str]:
    """What a form has ticked for these."""
    found = []
    for item in items:
        if item.kind == Kind.QUESTION:
            found.append(f"question:{item.lesson}:{item.ref}")
        elif item.kind == Kind.LAB and item.tasks:
            found += [f"task:{item.ref}:{task}" for task in item.tasks]
        else:
            found.append(f"{item.kind}:{item.lesson or item.ref}")
    return found
