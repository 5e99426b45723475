"""Says what showing another revision would do to answers: hidden, or graded by another key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Count
from django.utils.translation import gettext, ngettext

from lessons.document import schema
from lessons.document.library import Compiled
from lessons.models import Attempt, Class, Course, Membership, Revision
from lessons.publishing import selectors
from lessons.quizzes.registry import Question
from lessons.quizzes.regrading import Change, change_of
from virtlearn.core.content_digest import content_digest

Key = tuple[str, str]  # lesson and question
Forms = Mapping[Key, Mapping[str, Question]]  # by language
hidden = frozenset({Change.GONE, Change.KIND})
grave = hidden | {Change.KEY, Change.CHOICES, Change.SHAPE}


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """A question with answers that would be another one; `answers` counts each of a learner's."""

    lesson: str
    question: str
    change: Change
    answers: int

    @property
    def grave(self) -> bool:
        """Whether answers would be hidden or may be worth something else."""
        return self.change in grave

    @property
    def hides(self) -> bool:
        return self.change in hidden

    def __str__(self) -> str:
        """In the reader's language."""
        if self.hides:
            text = ngettext(
                "question `%(name)s`: %(count)d answer would be hidden",
                "question `%(name)s`: %(count)d answers would be hidden",
                self.answers,
            )
        elif self.change == Change.KEY:
            text = ngettext(
                "question `%(name)s`: the key has changed: %(count)d answer",
                "question `%(name)s`: the key has changed: %(count)d answers",
                self.answers,
            )
        elif self.change == Change.CHOICES:
            text = ngettext(
                "question `%(name)s`: its choices have changed: %(count)d answer",
                "question `%(name)s`: its choices have changed: %(count)d answers",
                self.answers,
            )
        elif self.change == Change.SHAPE:
            text = ngettext(
                "question `%(name)s`: its fields have changed: %(count)d answer",
                "question `%(name)s`: its fields have changed: %(count)d answers",
                self.answers,
            )
        else:
            text = gettext("question `%(name)s`: other words alone; its answers stay as they are")
        return text % {"name": self.question, "count": self.answers}


def forms_of(course: schema.Course, lessons: Mapping[tuple[str, str], schema.Lesson]) -> Forms:
    """All questions of a course; `lessons` are by slug and language."""
    found: dict[Key, dict[str, Question]] = {}
    for head in course.lessons:
        for language in course.languages:
            lesson = lessons.get((head.slug, language))
            for part in lesson.parts if lesson else ():
                if isinstance(part, schema.QuestionPart):
                    found.setdefault((head.slug, part.question.id), {})[language] = part.question
    return found


def forms_in(course_slug: str, digest: str) -> Forms:
    """Of a revision; empty where this version of the program cannot show it."""
    if not selectors.revision_shows(course_slug, digest):
        return {}
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        return {}
    course = published.course
    pages = {
        (head.slug, language): lesson
        for head in course.lessons
        for language in course.languages
        if (lesson := selectors.lesson_get(published, head.slug, language))
    }
    return forms_of(course, pages)


def effects(before: Forms, after: Forms, answers: Mapping[Key, int]) -> list[Effect]:
    """What would be other for questions with answers, those that would be hidden first. Pure."""
    found = [
        Effect(lesson=key[0], question=key[1], change=change, answers=answers[key])
        for key, forms in before.items()
        if answers.get(key) and (change := change_of(forms, after.get(key, {}))) != Change.SAME
    ]
    order = list(Change)
    return sorted(found, key=lambda each: -order.index(each.change))


def effects_digest(found: Sequence[Effect]) -> str:
    """Of what has to be confirmed; "" where nothing has."""
    rows = [msgspec.to_builtins(each) for each in found if each.grave]
    return content_digest(rows) if rows else ""


def publish_effects(compiled: Compiled) -> list[Effect]:
    """Of showing what was compiled instead of the course's current revision."""
    if compiled.course is None:
        return []
    slug = compiled.course.slug
    current = selectors.course_current(slug)
    before = forms_in(slug, current.digest) if current else {}
    return effects(before, forms_of(compiled.course, compiled.lessons), answers_of(slug))


def revision_effects(course: Course, revision: Revision) -> list[Effect]:
    """Of showing a published revision instead of the course's current one."""
    before = forms_in(course.slug, course.current.digest) if course.current else {}
    return effects(before, forms_in(course.slug, revision.digest), answers_of(course.slug))


def class_effects(row: Class, before: str, after: str) -> list[Effect]:
    """Of reading the revision `after` instead of `before`, for the answers of a class's people."""
    slug = row.course.slug
    if not selectors.revision_shows(slug, after):
        return []
    return effects(forms_in(slug, before), forms_in(slug, after), answers_of(slug, row))


def answers_of(course_slug: str, row: Class | None = None) -> Mapping[Key, int]:
    """How many answers there are to each question, of everybody or of a class's people."""
    rows = Attempt.objects.filter(course=course_slug)
    if row is not None:
        people = row.memberships.filter(user__isnull=False).exclude(state=Membership.State.INVITED)
        rows = rows.filter(user__in=people.values("user"))
    counted = rows.values_list("lesson", "question").annotate(count=Count("pk"))
    return {(lesson, question): count for lesson, question, count in counted}
