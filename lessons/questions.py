"""What the page shows of a question to one learner: nothing of the key before it is earned.

Templates get these objects, never the question itself, so that no template can give it away.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from django.utils.formats import get_format

from lessons.quizzes import short
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.grading import grade, points_at
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion
from lessons.selectors import Tried

Verdict = Literal["", "right", "partly", "wrong"]


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """`right` and `feedback` are set on a closed question alone."""

    id: str
    html: str
    picked: bool = False
    right: bool = False
    feedback: str = ""


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it stands for one learner."""

    id: str
    kind: str  # "choice", "numeric", "short"
    multiple: bool
    prompt: str
    unit: str
    choices: tuple[ChoiceView, ...]
    order: tuple[str, ...]
    number: int  # of the next attempt, from 1
    left: int  # attempts
    most: float  # points of a first try
    next: float  # points of a right answer now
    earned: float  # points of the best attempt
    closed: bool
    verdict: Verdict  # of the latest attempt
    answer: str  # what was typed as the latest attempt
    typed: str  # what stands in the field
    said: tuple[ChoiceView, ...]  # what was picked, with what the author says of it
    message: str  # what the author says of what was typed
    solution: str  # of a closed question that is typed
    reason: str  # what the author says of the solution
    explanation: str
    hints: tuple[str, ...]
    hint_next: int  # number of the next hint, 0 where there is none
    fault: Fault


def question_closed(question: Question, attempts: tuple[Tried, ...]) -> bool:
    return any(tried.correct for tried in attempts) or number_next(attempts) > question.attempts


def number_next(attempts: tuple[Tried, ...]) -> int:
    return max((tried.number for tried in attempts), default=0) + 1


def question_view(  # noqa: PLR0913
    question: Question,
    *,
    attempts: tuple[Tried, ...] = (),
    hints: int = 0,
    order: tuple[str, ...] = (),
    fault: Fault = "",
    typed: Answer = (),
) -> QuestionView:
    """`order` is that of the next attempt's choices; `typed` what was sent with a `fault`."""
    last = attempts[-1] if attempts else None
    closed = question_closed(question, attempts)
    number = number_next(attempts)
    # Graded again rather than stored: the author's words may have been mended since.
    feedback = grade(question, last.answer, attempt=last.number) if last else None
    messages = feedback.messages if feedback else {}
    solution, reason = solution_of(question)
    choices: tuple[ChoiceView, ...] = ()
    said: tuple[ChoiceView, ...] = ()
    if isinstance(question, ChoiceQuestion):
        said = tuple(
            ChoiceView(id=each.id, html=each.html, feedback=messages.get(each.id, ""))
            for each in question.choices
            if last and each.id in last.answer
        )
        if closed and last:
            order = last.order
        choices = choices_view(question, order, closed, last.answer if closed and last else typed)
    return QuestionView(
        id=question.id,
        kind=question.__struct_config__.tag,  # type: ignore[arg-type]  # our tags are strings
        multiple=isinstance(question, ChoiceQuestion) and question.multiple,
        prompt=question.prompt,
        unit=question.unit if isinstance(question, NumericQuestion) else "",
        choices=choices,
        order=order,
        number=number,
        left=max(0, question.attempts - number + 1),
        most=question.points,
        next=points_at(question, number),
        earned=min(max((tried.points for tried in attempts), default=0), question.points),
        closed=closed,
        verdict=verdict_of(last),
        answer=" ".join(last.answer) if last else "",
        typed=" ".join(typed) if fault or not last else " ".join(last.answer),
        said=said,
        message=messages.get("", ""),
        solution=solution if closed else "",
        reason=reason if closed else "",
        explanation=question.explanation if closed else "",
        hints=question.hints[:hints],
        hint_next=hints + 1 if hints < len(question.hints) and not closed else 0,
        fault=fault,
    )


def choices_view(
    question: ChoiceQuestion, order: tuple[str, ...], closed: bool, picked: Answer
) -> tuple[ChoiceView, ...]:
    """In `order`; choices that an older order doesn't know come last."""
    place = {each: number for number, each in enumerate(order)}
    ordered = sorted(question.choices, key=lambda each: place.get(each.id, len(place)))
    return tuple(
        ChoiceView(
            id=each.id,
            html=each.html,
            picked=each.id in picked,
            right=closed and each.right,
            feedback=each.feedback if closed else "",
        )
        for each in ordered
    )


def verdict_of(last: Tried | None) -> Verdict:
    if last is None:
        return ""
    if last.correct:
        return "right"
    return "partly" if last.fraction else "wrong"


def solution_of(question: Question) -> tuple[str, str]:
    """The right answer as a reader would write it, and what the author says of it; "" for a choice
    and where only an expression tells what is right.
    """
    if isinstance(question, NumericQuestion):
        return f"{number_text(question.value)} {question.unit}".strip(), question.feedback
    if isinstance(question, ShortQuestion):
        plain = (each for each in question.accepted if not short.is_regex(each.pattern))
        if found := next(plain, None):
            return found.pattern, found.feedback
    return "", ""


def number_text(value: float) -> str:
    """All digits that matter, with the decimal mark of the reader's language."""
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))
