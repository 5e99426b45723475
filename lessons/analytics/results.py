"""Statistics of a course's lessons and tests, question by question."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from django.db.models import Count, Max
from django.http import Http404

from lessons.analytics import answers
from lessons.analytics.answers import Population
from lessons.analytics.scope import Scope, pooled, scope_state
from lessons.analytics.statistics.analysis import ItemAnalysis, Sheet, analyse
from lessons.analytics.statistics.items import learners_least
from lessons.analytics.statistics.papers import Item
from lessons.analytics.statistics.whole import distribution
from lessons.assessment import question_bank
from lessons.document.page import text_of
from lessons.models import Attempt, CourseTest
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.variant import fixed
from virtlearn.core.days import today

test_kinds = ("before", "end")


class QuestionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its statistics; `lesson` is where it stands."""

    lesson: str
    id: str
    text: str
    item: ItemAnalysis


class SheetResult(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson, or with a `kind` one of the course's tests; `questions` is how many it has."""

    slug: str
    title: str
    kind: str = ""
    questions: int
    sheet: Sheet
    rows: Sequence[QuestionRow]


def course_results(
    published: Published, population: Population, scope: Scope = pooled
) -> Sequence[SheetResult]:
    """In the course's order and the reader's language, tests last; read anew once somebody has
    answered since, or a day has passed. Nobody is named.
    """
    language = question_bank.language_of(published)
    return _results(
        published.course.slug,
        published.digest,
        language,
        population,
        scope,
        today().date(),
        (*state_of(published.course.slug), *scope_state(scope)),
    )


def state_of(course_slug: str) -> tuple[object, ...]:
    """What changes with every answer; two statements."""
    ends = {"last": Max("pk"), "rows": Count("pk")}
    attempts = Attempt.objects.filter(course=course_slug).aggregate(**ends)
    tests = CourseTest.objects.filter(course=course_slug).aggregate(**ends)
    return (*attempts.values(), *tests.values())


@functools.lru_cache(maxsize=16)
def _results(
    course_slug: str,
    digest: str,
    _language: str,
    population: Population,
    scope: Scope,
    _day: date,
    _state: tuple[object, ...],
) -> Sequence[SheetResult]:
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        return ()
    given = answers.given_of(course_slug, population, scope=scope)
    found = [
        lesson_result(published, head.slug, given.get(head.slug, {}))
        for head in published.course.lessons
    ]
    tests = answers.tests_of(course_slug, population, scope)
    return found + [
        test_result(published, kind, *tests[kind]) for kind in test_kinds if kind in tests
    ]


def lesson_result(published: Published, slug: str, given: Any) -> SheetResult:
    """`given` is as `answers.given_of` has it for the lesson."""
    questions = question_bank.questions_of(published, slug)
    head = selectors.lesson_head(published.course, slug)
    if head is None:
        raise Http404
    sheet = analyse(
        [item_of(question.id, question) for question in questions.values()],
        question_bank.digests_of(published.course.slug, published.digest, slug),
        {name: given.get(name, {}) for name in questions},
        answers.group_names,
    )
    return SheetResult(
        slug=slug,
        title=head.title[question_bank.language_of(published)],
        questions=len(questions),
        sheet=sheet,
        rows=rows_of(sheet, {name: (slug, question) for name, question in questions.items()}),
    )


def test_result(
    published: Published, kind: str, given: Any, shares: Mapping[int, float]
) -> SheetResult:
    """Of a test, whose questions are drawn by chance for each learner."""
    questions = {
        f"{head.slug}.{name}": (head.slug, question)
        for head in published.course.lessons
        for name, question in question_bank.questions_of(published, head.slug).items()
        if f"{head.slug}.{name}" in given
    }
    items = [item_of(name, question, drawn=True) for name, (_, question) in questions.items()]
    sheet = analyse(items, {}, {name: given[name] for name in questions})
    whole = distribution(sorted(shares.values()), least=learners_least)
    return SheetResult(
        slug=kind,
        title="",
        kind=kind,
        questions=len(questions),
        sheet=msgspec.structs.replace(sheet, people=len(shares), whole=whole),
        rows=rows_of(sheet, questions),
    )


def item_of(name: str, question: Question, *, drawn: bool = False) -> Item:
    return Item(
        id=name,
        weight=question.points,
        guess=kind_of(question).guess(question),
        common=not drawn and not question.pool,
    )


def rows_of(sheet: Sheet, questions: Mapping[str, tuple[str, Question]]) -> Sequence[QuestionRow]:
    """Of those that somebody answered, in an earlier form at least."""
    return [
        QuestionRow(
            lesson=questions[each.id][0],
            id=questions[each.id][1].id,
            text=text_shown(questions[each.id][1]),
            item=each,
        )
        for each in answered(sheet.items)
    ]


def answered(items: Iterable[ItemAnalysis]) -> Iterable[ItemAnalysis]:
    return (each for each in items if each.result.people or each.earlier)


def text_shown(question: Question) -> str:
    """What it asks in one line, gaps as an ellipsis."""
    asked = kind_of(question).asked(fixed(question, "1"))
    return " ".join("…".join(text_of(part) for part in asked).split())
