"""Answers and weights as they travel in a query string, and which questions matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lessons.wizard.model import (
    Answer,
    DecisionModel,
    Frozen,
    Question,
    by_hand,
    reserved,
    skip,
    top,
)
from lessons.wizard.recommend import no_weights

levels = {str(level): level for level in range(top + 1)}  # how a weight may be written


class Stray(Frozen, frozen=True):
    """Something in a query string that makes no sense, and is left out."""

    kind: Literal["question", "answer", "repeated", "criterion", "weight", "alternative", "same"]
    question: str
    answer: str = ""


class Given(Frozen, frozen=True):
    """`answers` maps questions to the id of an answer, or to "skip", in the order in which they
    were given; `weights` criteria to the weight set by hand, 0 to 5, in the model's order.
    `everything` says that what cannot change the first place is to be asked as well."""

    answers: Mapping[str, str]
    weights: Mapping[str, int] = no_weights
    everything: bool = False
    strays: tuple[Stray, ...] = ()

    def query(self) -> list[tuple[str, str]]:
        """What `answers_read` reads back as the same, strays left out."""
        weights = [(f"{by_hand}{name}", str(weight)) for name, weight in self.weights.items()]
        return [*self.answers.items(), *weights, *([("all", "1")] if self.everything else [])]


def answers_read(model: DecisionModel, query: Iterable[tuple[str, Sequence[str]]]) -> Given:
    """What `query` (name → values) answers. Whatever is wrong is noted, and the rest kept."""
    found: dict[str, str] = {}
    weights: dict[str, int] = {}
    strays: list[Stray] = []
    everything = False
    for name, values in query:
        if name in reserved:
            everything |= name == "all" and "1" in values
        elif name.startswith(by_hand):
            strays += weight_read(model, name.removeprefix(by_hand), values, weights)
        elif question := model.question(name):
            strays += answer_read(question, values, found)
        else:
            strays.append(Stray(kind="question", question=name))
    ordered = {each.id: weights[each.id] for each in model.criteria if each.id in weights}
    return Given(answers=found, weights=ordered, everything=everything, strays=tuple(strays))


def answer_read(question: Question, values: Sequence[str], found: dict[str, str]) -> list[Stray]:
    """Puts the last good one of `values` into `found`; returns what is wrong."""
    strays = []
    if len(set(values)) > 1:
        strays.append(Stray(kind="repeated", question=question.id))
    for value in values:
        if value == skip or question.answer(value) is not None:
            found[question.id] = value
        elif value:
            strays.append(Stray(kind="answer", question=question.id, answer=value))
    return strays


def weight_read(
    model: DecisionModel, criterion: str, values: Sequence[str], weights: dict[str, int]
) -> list[Stray]:
    """Puts the last good one of `values` into `weights`; returns what is wrong."""
    if all(each.id != criterion for each in model.criteria):
        return [Stray(kind="criterion", question=criterion)]
    strays = []
    if len(set(values)) > 1:
        strays.append(Stray(kind="repeated", question=f"{by_hand}{criterion}"))
    for value in values:
        if value in levels:
            weights[criterion] = levels[value]
        elif value:
            strays.append(Stray(kind="weight", question=criterion, answer=value))
    return strays


def questions_asked(
    model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int] = no_weights
) -> tuple[Question, ...]:
    """The questions with an answer or a skip, in the order in which they got it; then those that
    are open and could still change something, in the model's order."""
    answered = [found for name in answers if (found := model.question(name)) is not None]
    alive = alive_after(model, answers)
    left = [
        each
        for each in model.questions
        if each.id not in answers and matters(model, each, alive, weights)
    ]
    return (*answered, *left)


def alive_after(model: DecisionModel, answers: Mapping[str, str]) -> set[str]:
    """The alternatives that `answers` don't rule out."""
    alive = {alternative.id for alternative in model.alternatives}
    for question in model.questions:
        answer = question.answer(answers.get(question.id, ""))
        for veto in answer.vetoes if answer else ():
            alive.difference_update(model.veto(veto).rules_out)
    return alive


def matters(
    model: DecisionModel, question: Question, alive: set[str], weights: Mapping[str, int]
) -> bool:
    """Whether some answer to `question` could change anything for the alternatives `alive`."""
    return any(answer_matters(model, answer, alive, weights) for answer in question.answers)


def answer_matters(
    model: DecisionModel, answer: Answer, alive: set[str], weights: Mapping[str, int]
) -> bool:
    for veto in map(model.veto, answer.vetoes):
        if alive.intersection(veto.rules_out) or alive.intersection(veto.conditions):
            return True
    return any(
        len({model.criterion(criterion).scores[each].score for each in alive}) > 1
        for criterion in answer.weights
        if criterion not in weights
    )
