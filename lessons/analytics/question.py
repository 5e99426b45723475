"""Statistics of one question: each series of its answers, one for each form that it has had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.http import Http404

from lessons.analytics import answers
from lessons.analytics.answers import Population, Sent
from lessons.analytics.results import item_of, text_shown
from lessons.analytics.scope import Scope, pooled
from lessons.analytics.statistics.analysis import Answers, Given, GroupDif, group_difs, rests
from lessons.analytics.statistics.fifths import OptionUse, option_uses
from lessons.analytics.statistics.intervals import Interval
from lessons.analytics.statistics.items import (
    Advice,
    ItemResult,
    advice_of,
    discrimination_interval,
    item_result,
)
from lessons.analytics.wrong_answers import Wrong, wrong_of
from lessons.assessment import question_bank
from lessons.document.page import text_of
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.quizzes.registry import Question, kind_of


class OptionRow(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    misconception: str
    use: OptionUse


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to one form of the question; texts are empty where no revision has it any more.

    `digest` is "" for answers of which nobody knows what was asked.
    """

    digest: str
    current: bool
    text: str
    since: datetime | None
    until: datetime | None
    result: ItemResult
    discrimination_interval: Interval | None
    options: Sequence[OptionRow]
    wrong: Sequence[Wrong]
    difs: Sequence[GroupDif]
    advice: Advice


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    lesson: str
    title: str  # of the lesson
    id: str
    text: str
    series: Sequence[Series]  # the current one first, then the latest


def question_result(
    published: Published,
    lesson: str,
    question_id: str,
    population: Population,
    scope: Scope = pooled,
) -> QuestionResult:
    """Two statements, and those that read a revision for the first time. Http404 without it."""
    head = selectors.lesson_head(published.course, lesson)
    questions = question_bank.questions_of(published, lesson) if head else {}
    if head is None or question_id not in questions:
        raise Http404
    slug = published.course.slug
    given = answers.given_of(slug, population, lesson, scope).get(lesson, {})
    sent = answers.sent_of(slug, population, lesson, question_id, scope)
    now = question_bank.digest_of(slug, published.digest, lesson, question_id)
    forms = {now: questions[question_id]}
    for digest, by_user in sent.items():
        if digest and digest != now and (old := old_form(published, lesson, question_id, by_user)):
            forms[digest] = old
    order = sorted(sent, key=lambda digest: max(each.at for each in sent[digest].values()))
    wanted = [now, *(digest for digest in reversed(order) if digest != now)]
    return QuestionResult(
        lesson=lesson,
        title=head.title[question_bank.language_of(published)],
        id=question_id,
        text=text_shown(questions[question_id]),
        series=[
            series_make(
                digest,
                question_id,
                current=digest == now,
                form=forms.get(digest),
                questions=questions,
                given=given,
                sent=sent.get(digest, {}),
            )
            for digest in wanted
        ],
    )


def old_form(
    published: Published, lesson: str, question_id: str, sent: Mapping[int, Sent]
) -> Question | None:
    """The question as those who answered it were asked; None where its revision is gone."""
    digest = answers.revision_latest(sent)
    found = selectors.revision_course(published.course.slug, digest) if digest else None
    if found is None or selectors.lesson_head(found.course, lesson) is None:
        return None
    return question_bank.questions_of(found, lesson).get(question_id)


def series_make(  # noqa: PLR0913
    digest: str,
    question_id: str,
    *,
    current: bool,
    form: Question | None,
    questions: Mapping[str, Question],
    given: Mapping[str, Mapping[int, Given]],
    sent: Mapping[int, Sent],
) -> Series:
    """Of those who were asked this `form`; their rest scores are of all that they answered."""
    own = {user: each for user, each in given.get(question_id, {}).items() if user in sent}
    told: Answers = {name: given.get(name, {}) for name in questions} | {question_id: own}
    forms = {**questions, question_id: form or questions[question_id]}
    items = {name: item_of(name, each) for name, each in forms.items()}
    responses = dict(zip(items, rests(list(items.values()), told), strict=True))[question_id]
    picks = kind_of(form).picks(form) if form else ()
    picked = {user: each.answer for user, each in sent.items()}
    uses = option_uses({pick.id: pick.right for pick in picks}, picked, responses)
    result = item_result(items[question_id], responses)
    difs = group_difs(responses, own, answers.group_names)
    times = [each.at for each in sent.values()]
    return Series(
        digest=digest,
        current=current,
        text=text_shown(form) if form else "",
        since=min(times, default=None),
        until=max(times, default=None),
        result=result,
        discrimination_interval=discrimination_interval(responses),
        options=[
            OptionRow(text=text_of(pick.html), misconception=pick.misconception, use=use)
            for pick, use in zip(picks, uses, strict=True)
        ],
        wrong=wrong_of(form, sent.values()) if form and not picks else [],
        difs=difs,
        advice=advice_of(
            result,
            lures=any(use.lures for use in uses),
            other_group=any(each.dif.category == "C" for each in difs),
        ),
    )
