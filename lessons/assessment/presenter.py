"""Presents a question to one learner: nothing of the key before it is earned.

Templates get these objects, never the question itself, so that no template can give it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from django.utils.formats import get_format

from labs.engines.base import Process
from lessons.assessment.refusal import fault_refusal
from lessons.quizzes import texts
from lessons.quizzes.attempt import Tried
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.grading import gained_by, grade, number_next, points_with, question_closed
from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.variant import fixed
from lessons.quizzes.view import Fragments, Standing
from virtlearn.core.refusal import Refusal

nothing = Refusal()
Verdict = Literal["", "right", "partly", "wrong"]


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it stands for one learner; `own` is what its kind shows of it."""

    id: str
    own: object
    fragments: Fragments
    prompt: str
    asked: tuple[str, ...]  # the prompt, parted where there are gaps
    order: tuple[str, ...]
    seed: str  # what its numbers were drawn by; "" where none vary
    number: int  # of the next attempt, from 1
    left: int  # attempts
    most: float  # points of a first try
    next: float  # points that they have once the next attempt is all right
    earned: float  # points that they have
    closed: bool
    verdict: Verdict  # of the latest attempt
    explanation: str
    hints: tuple[str, ...]
    hint_next: int  # number of the next hint, 0 where there is none
    hint_takes: float  # points that it takes
    fault: Fault
    refusal: Refusal  # that fault in words
    missed: Refusal  # why what was sent does not count, though it could be read
    pooled: bool
    dom: str  # its id in the page
    counted: tuple[str, ...] = ()  # what an answer that was just sent counts for
    draft: int | None = None  # the version that is saved of its draft; None where none is kept
    prefix: str = ""  # before the names of its fields, where several questions share a form


def question_view(  # noqa: PLR0913
    question: Question,
    *,
    attempts: tuple[Tried, ...] = (),
    hints: int = 0,
    order: tuple[str, ...] = (),
    seed: str = "",
    fault: Fault = "",
    missed: Refusal = nothing,
    typed: Answer = (),
    processes: Sequence[Process] = (),
    dom: str = "",
    prefix: str = "",
    counted: tuple[str, ...] = (),
    draft: int | None = None,
) -> QuestionView:
    """`order` is that of the next attempt's choices, `seed` what it is drawn by; `typed` what the
    fields hold and is no attempt, with a `fault` where it can't be read. `dom` is its id in a page
    where its own may stand twice.
    """
    last = attempts[-1] if attempts else None
    closed = question_closed(question, attempts)
    number = number_next(attempts)
    seed = seed_shown(question, attempts, seed)
    kind = kind_of(question)
    question = fixed(question, seed)
    if last:
        question = kind.filled(question, last.given)
    if closed and last and last.order:
        order = last.order
    standing = Standing(
        order=order,
        last=last.answer if last else None,
        # Graded again rather than stored: the author's words may have been mended since.
        feedback=grade(question, last.answer, attempt=last.number) if last else None,
        sent=typed,
        unread=bool(fault or typed),
        closed=closed,
        decimal_mark=decimal_mark(),
        processes=processes,
    )
    gained = gained_by(attempts)
    worth = points_with(question, 1, attempt=number, hints=hints, before=gained)
    hinted = points_with(question, 1, attempt=number, hints=hints + 1, before=gained)
    return QuestionView(
        id=question.id,
        own=kind.view(question, standing),
        fragments=kind.fragments,
        prompt=question.prompt,
        asked=tuple(kind.asked(question)),
        order=order,
        seed=seed,
        number=number,
        left=max(0, question.attempts - number + 1),
        most=question.points,
        next=min(worth, question.points),
        earned=min(gained.points, question.points),
        closed=closed,
        verdict=verdict_of(last),
        explanation=question.explanation if closed else "",
        hints=question.hints[:hints],
        hint_next=hints + 1 if hints < len(question.hints) and not closed else 0,
        hint_takes=round(worth - hinted, 2),
        fault=fault,
        refusal=fault_refusal(question, fault, str(getattr(question, "unit", "")))
        if fault
        else nothing,
        missed=missed,
        pooled=bool(question.pool),
        dom=dom or question.id,
        prefix=prefix,
        counted=counted,
        draft=draft,
    )


def seed_shown(question: Question, attempts: tuple[Tried, ...], seed: str) -> str:
    """The seed of the first attempt, else `seed`; "" where nothing varies."""
    if not question.varying.formulas:
        return ""
    return next((tried.seed for tried in attempts if tried.seed), seed)


def verdict_of(last: Tried | None) -> Verdict:
    if last is None:
        return ""
    if last.correct:
        return "right"
    return "partly" if last.fraction else "wrong"


def decimal_mark() -> str:
    """Of the reader's language."""
    return str(get_format("DECIMAL_SEPARATOR"))


def number_text(value: float) -> str:
    """All digits that matter, with the decimal mark of the reader's language."""
    return texts.number_text(value, decimal_mark())
