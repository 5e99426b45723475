"""Presents a question to one learner: nothing of the key before it is earned.

Templates get these objects, never the question itself, so that no template can give it away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from django.utils.formats import get_format

from labs.engines.base import Process
from lessons.quizzes import cloze, machine, short
from lessons.quizzes.attempt import Tried
from lessons.quizzes.base import Answer, Fault, Feedback, Field
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.grading import grade, points_at
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.registry import Question, modules
from lessons.quizzes.short import ShortQuestion
from lessons.quizzes.variant import fixed

Verdict = Literal["", "right", "partly", "wrong"]
# Which fragment of templates/lessons/questions/ has the fields of a kind; the others are typed.
shapes = {
    "choice": "choice",
    "order": "fields",
    "match": "fields",
    "cloze": "cloze",
    "output": "output",
}


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """`right` and `feedback` are set on a closed question alone."""

    id: str
    html: str
    picked: bool = False
    right: bool = False
    feedback: str = ""


class Piece(msgspec.Struct, frozen=True):
    """Some HTML of a text with gaps, and the gap behind it; None behind the last."""

    html: str
    field: Field | None


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it stands for one learner."""

    id: str
    kind: str  # the tag of its struct: "choice", "order" …
    shape: str  # "choice", "fields", "cloze", "output" or "typed"
    multiple: bool
    prompt: str
    unit: str
    choices: tuple[ChoiceView, ...]
    fields: tuple[Field, ...]
    pieces: tuple[Piece, ...]  # the prompt, of a text with gaps
    order: tuple[str, ...]
    seed: str  # what its numbers were drawn by; "" where none vary
    number: int  # of the next attempt, from 1
    left: int  # attempts
    most: float  # points of a first try
    next: float  # points of a right answer now
    earned: float  # points of the best attempt
    share: float  # of the latest answer that was right, in hundredths
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
    hint_takes: float  # points that it takes
    lab: str  # whose machine is asked
    from_host: bool  # whether the host's list of processes belongs to the question
    processes: Sequence[Process]  # that list, once it was asked for
    fault: Fault
    pooled: bool
    dom: str  # its id in the page
    prefix: str = ""  # before the names of its fields, where several questions share a form


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
    seed: str = "",
    fault: Fault = "",
    typed: Answer = (),
    processes: Sequence[Process] = (),
    dom: str = "",
    prefix: str = "",
) -> QuestionView:
    """`order` is that of the next attempt's choices, `seed` what it is drawn by; `typed` what was
    sent with a `fault`. `dom` is its id in a page where its own may stand twice.
    """
    last = attempts[-1] if attempts else None
    closed = question_closed(question, attempts)
    number = number_next(attempts)
    seed = seed_shown(question, attempts, seed)
    question = fixed(question, seed)
    if last and isinstance(question, MachineQuestion):
        question = machine.filled(question, last.given)
    # Graded again rather than stored: the author's words may have been mended since.
    feedback = grade(question, last.answer, attempt=last.number) if last else None
    messages = feedback.messages if feedback else {}
    solution, reason = solution_of(question)
    if closed and last and last.order:
        order = last.order
    given = typed if fault or not last else last.answer
    fields = fields_view(question, order, given, feedback, closed)
    kind = str(question.__struct_config__.tag)
    takes = points_at(question, number, hints) - points_at(question, number, hints + 1)
    return QuestionView(
        id=question.id,
        kind=kind,
        shape=shapes.get(kind, "typed"),
        multiple=isinstance(question, ChoiceQuestion) and question.multiple,
        prompt=question.prompt,
        unit=getattr(question, "unit", ""),
        choices=choices_view(question, order, closed, last.answer if closed and last else typed),
        fields=fields,
        pieces=pieces_view(question, fields),
        order=order,
        seed=seed,
        number=number,
        left=max(0, question.attempts - number + 1),
        most=question.points,
        next=points_at(question, number, hints),
        earned=min(max((tried.points for tried in attempts), default=0), question.points),
        share=round(100 * feedback.fraction) if feedback else 0,
        closed=closed,
        verdict=verdict_of(last),
        answer=(", " if fields else " ").join(last.answer) if last else "",
        typed=" ".join(given) if not isinstance(question, OutputQuestion) else "\n".join(given),
        said=said_view(question, last, messages.get),
        message=messages.get("", ""),
        solution=solution if closed else "",
        reason=reason if closed else "",
        explanation=question.explanation if closed else "",
        hints=question.hints[:hints],
        hint_next=hints + 1 if hints < len(question.hints) and not closed else 0,
        hint_takes=round(takes, 2),
        lab=question.lab if isinstance(question, MachineQuestion) else "",
        from_host=isinstance(question, MachineQuestion) and question.from_host and not closed,
        processes=processes,
        fault=fault,
        pooled=bool(question.pool),
        dom=dom or question.id,
        prefix=prefix,
    )


def seed_shown(question: Question, attempts: tuple[Tried, ...], seed: str) -> str:
    """The seed of the first attempt, else `seed`; "" where nothing varies."""
    if not question.varying.formulas:
        return ""
    return next((tried.seed for tried in attempts if tried.seed), seed)


def fields_view(
    question: Question,
    order: tuple[str, ...],
    given: Answer,
    feedback: Feedback | None,
    closed: bool,
) -> tuple[Field, ...]:
    """What is right, and what is said of it, on a closed question alone; of a wrong answer that
    was given, what the author says of it at once.
    """
    module = modules[type(question)]
    if not hasattr(module, "fields"):
        return ()
    found: tuple[Field, ...] = module.fields(question, order, given, feedback)
    if closed:
        return found
    return tuple(
        msgspec.structs.replace(
            each, right="", feedback=each.feedback if each.mark == "wrong" else ""
        )
        for each in found
    )


def pieces_view(question: Question, fields: tuple[Field, ...]) -> tuple[Piece, ...]:
    if not isinstance(question, cloze.ClozeQuestion):
        return ()
    return tuple(
        Piece(html, fields[at] if at is not None and at < len(fields) else None)
        for html, at in cloze.pieces(question.prompt)
    )


def choices_view(
    question: Question, order: tuple[str, ...], closed: bool, picked: Answer
) -> tuple[ChoiceView, ...]:
    """In `order`; choices that an older order doesn't know come last."""
    if not isinstance(question, ChoiceQuestion):
        return ()
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


def said_view(
    question: Question, last: Tried | None, said: Callable[[str, str], str]
) -> tuple[ChoiceView, ...]:
    if not isinstance(question, ChoiceQuestion) or last is None:
        return ()
    return tuple(
        ChoiceView(id=each.id, html=each.html, feedback=said(each.id, ""))
        for each in question.choices
        if each.id in last.answer
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
    if isinstance(question, NumericQuestion | EstimateQuestion):
        return f"{number_text(question.value)} {question.unit}".strip(), question.feedback
    if isinstance(question, OutputQuestion):
        lines = [each for each in question.lines if not short.is_regex(each)]
        return ("\n".join(lines) if len(lines) == len(question.lines) else ""), ""
    if isinstance(question, MachineQuestion):
        return f"{question.answer} {question.unit}".strip() if question.answer else "", ""
    if isinstance(question, ShortQuestion):
        plain = (each for each in question.accepted if not short.is_regex(each.pattern))
        if found := next(plain, None):
            return found.pattern, found.feedback
    return "", ""


def number_text(value: float) -> str:
    """All digits that matter, with the decimal mark of the reader's language."""
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))
