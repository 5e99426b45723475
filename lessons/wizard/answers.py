"""Answers as they travel in a query string, and which question is to be asked next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lessons.wizard.model import Answer, DecisionModel, Frozen, Question, reserved, skip


class Stray(Frozen, frozen=True):
    """Something in a query string that is no answer, and is left out."""

    kind: Literal["question", "answer", "repeated"]
    question: str
    answer: str = ""


class Given(Frozen, frozen=True):
    """`answers` maps questions to the id of an answer, or to "skip"; in the model's order."""

    answers: Mapping[str, str]
    strays: tuple[Stray, ...] = ()


def answers_read(model: DecisionModel, query: Iterable[tuple[str, Sequence[str]]]) -> Given:
    """What `query` (name → values) answers. Whatever is wrong is noted, and the rest kept."""
    found: dict[str, str] = {}
    strays: list[Stray] = []
    for name, values in query:
        if name in reserved:
            continue
        question = model.question(name)
        if question is None:
            strays.append(Stray(kind="question", question=name))
            continue
        if len(set(values)) > 1:
            strays.append(Stray(kind="repeated", question=name))
        for value in values:
            if value == skip or question.answer(value) is not None:
                found[name] = value  # of several, the last good one
            elif value:
                strays.append(Stray(kind="answer", question=name, answer=value))
    ordered = {each.id: found[each.id] for each in model.questions if each.id in found}
    return Given(answers=ordered, strays=tuple(strays))


def questions_asked(model: DecisionModel, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions worth asking, in order: those that the answers *before* them leave open."""
    asked = []
    alive = {alternative.id for alternative in model.alternatives}
    for question in model.questions:
        if matters(model, question, alive):
            asked.append(question)
        answer = question.answer(answers.get(question.id, ""))
        for veto in answer.vetoes if answer else ():
            alive.difference_update(model.veto(veto).rules_out)
    return tuple(asked)


def question_next(model: DecisionModel, answers: Mapping[str, str]) -> Question | None:
    """The first question worth asking that has no answer and was not skipped; None at the end."""
    asked = questions_asked(model, answers)
    return next((each for each in asked if each.id not in answers), None)


def matters(model: DecisionModel, question: Question, alive: set[str]) -> bool:
    """Whether some answer to `question` could change anything for the alternatives `alive`."""
    return any(answer_matters(model, answer, alive) for answer in question.answers)


def answer_matters(model: DecisionModel, answer: Answer, alive: set[str]) -> bool:
    for veto in map(model.veto, answer.vetoes):
        if alive.intersection(veto.rules_out) or alive.intersection(veto.conditions):
            return True
    return any(
        len({model.criterion(criterion).scores[each].score for each in alive}) > 1
        for criterion in answer.weights
    )
