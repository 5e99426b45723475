"""Compares two revisions of a course: which texts, questions and labs are other ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from lessons.document import schema
from lessons.quizzes.registry import Question

How = Literal["new", "changed", "gone"]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A revision with its bodies, each by slug and language."""

    course: schema.Course
    lessons: Mapping[tuple[str, str], schema.Lesson]
    guides: Mapping[tuple[str, str], schema.Guide]


class TextChange(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson or a lab's guide that reads otherwise; `languages` are those in which it does."""

    kind: Literal["lesson", "guide"]
    slug: str
    how: How
    languages: tuple[str, ...] = ()


class QuestionChange(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is asked otherwise. One that is gone is hidden: its answers are kept."""

    lesson: str
    question: str
    how: How


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """All that is other; `labs` are those whose machines, tasks or scripts are."""

    texts: Sequence[TextChange] = ()
    questions: Sequence[QuestionChange] = ()
    labs: Sequence[tuple[str, How]] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.questions or self.labs)


def difference(before: Content, after: Content) -> Difference:
    return Difference(
        texts=[
            *texts_changed("lesson", texts_of(before.lessons), texts_of(after.lessons)),
            *texts_changed("guide", texts_of(before.guides), texts_of(after.guides)),
        ],
        questions=questions_changed(before, after),
        labs=[
            (slug, how)
            for slug, how in changed(
                {lab.slug: (lab.spec, lab.scripts) for lab in before.course.labs},
                {lab.slug: (lab.spec, lab.scripts) for lab in after.course.labs},
            )
        ],
    )


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> Iterable[tuple[str, How]]:
    """Each key whose value is another one; in the order of `after`, then what is gone."""
    for key, value in after.items():
        if key not in before:
            yield key, "new"
        elif before[key] != value:
            yield key, "changed"
    for key in before:
        if key not in after:
            yield key, "gone"


def texts_of(
    bodies: Mapping[tuple[str, str], schema.Lesson | schema.Guide],
) -> dict[str, dict[str, object]]:
    """By slug and language, all that is read: without the questions, which are told apart."""
    found: dict[str, dict[str, object]] = {}
    for (slug, language), body in bodies.items():
        parts = [part for part in body.parts if not isinstance(part, schema.QuestionPart)]
        more = (body.objectives, body.claims) if isinstance(body, schema.Lesson) else ()
        found.setdefault(slug, {})[language] = (body.title, body.summary, parts, more)
    return found


def texts_changed(
    kind: Literal["lesson", "guide"],
    before: Mapping[str, Mapping[str, object]],
    after: Mapping[str, Mapping[str, object]],
) -> Iterable[TextChange]:
    for slug, how in changed(before, after):
        languages = changed(before.get(slug, {}), after.get(slug, {}))
        yield TextChange(
            kind=kind,
            slug=slug,
            how=how,
            languages=tuple(sorted(language for language, _how in languages)),
        )


def questions_changed(before: Content, after: Content) -> list[QuestionChange]:
    found = changed(questions_of(before), questions_of(after))
    return [
        QuestionChange(lesson=key.partition("#")[0], question=key.partition("#")[2], how=how)
        for key, how in found
    ]


def questions_of(content: Content) -> dict[str, dict[str, Question]]:
    """By lesson and id, "lesson#question", in each language."""
    found: dict[str, dict[str, Question]] = {}
    for head in content.course.lessons:
        for language in content.course.languages:
            lesson = content.lessons.get((head.slug, language))
            for part in lesson.parts if lesson else ():
                if isinstance(part, schema.QuestionPart):
                    key = f"{head.slug}#{part.question.id}"
                    found.setdefault(key, {})[language] = part.question
    return found
