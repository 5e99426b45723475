"""How firm an advice is: what would turn it, and what to give up where nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from lessons.wizard.model import DecisionModel, Frozen, top
from lessons.wizard.recommend import Exclusion, no_weights, recommend


class Flip(Frozen, frozen=True):
    """One answer that, changed alone, gives other advice. `advice` is empty where it would
    leave nothing; `before` is empty where the question has no answer yet."""

    question: str
    before: str
    answer: str
    advice: tuple[str, ...]


class Relaxation(Frozen, frozen=True):
    """What stands between an alternative and being possible; `questions` is how many answers
    would have to change."""

    alternative: str
    exclusions: tuple[Exclusion, ...]
    questions: int


class WeightTurn(Frozen, frozen=True):
    """Where one weight, changed alone, gives the first place away: `alternative` has it as soon
    as the weight is further than `at` ("up": above it, "down": below it), and has at least as
    much as the first one at that very weight."""

    criterion: str
    direction: Literal["down", "up"]
    at: Fraction  # 0 to 5
    alternative: str


def flips(
    model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int] = no_weights
) -> tuple[Flip, ...]:
    """Every single change of an answer that puts an alternative first which is not among those
    advised now, or leaves none; in the order of questions and answers.

    A change that only makes or breaks a tie with what is advised already is none.
    """
    now = set(recommend(model, answers, weights).advice)
    if not now:
        return ()
    found = []
    for question in model.questions:
        current = question.answer(answers.get(question.id, ""))
        before = current.id if current else ""
        for answer in question.answers:
            if answer.id == before:
                continue
            then = recommend(model, {**answers, question.id: answer.id}, weights).advice
            if not then or then[0] not in now:
                found.append(
                    Flip(question=question.id, before=before, answer=answer.id, advice=then)
                )
    return tuple(found)


def weight_turns(
    model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int] = no_weights
) -> tuple[WeightTurn, ...]:
    """For each criterion the nearest weight below and above that gives the first place to another
    alternative, as far as there is one from 0 to 5; exact.

    With D = Σ weight × (score of the first − score of the rival), a rival draws level where the
    weight of c has changed by −D / (score of the first by c − score of the rival by c).
    """
    now = recommend(model, answers, weights)
    if not now.standings:
        return ()
    first, *rivals = [each.alternative for each in now.standings]
    order = [each.id for each in model.alternatives]
    leads = {
        rival: sum(
            now.weights[each.id] * (each.scores[first].score - each.scores[rival].score)
            for each in model.criteria
        )
        for rival in rivals
    }
    found = []
    for criterion in model.criteria:
        weight = now.weights[criterion.id]
        turns: dict[Literal["down", "up"], tuple[Fraction, int, int, str]] = {}
        for rival in rivals:
            slope = criterion.scores[first].score - criterion.scores[rival].score
            if slope == 0:
                continue
            at = weight - Fraction(leads[rival], slope)
            # At the end of the scale, being level is enough only for who comes first in the file.
            end = at == (top if slope < 0 else 0) and order.index(rival) > order.index(first)
            if not 0 <= at <= top or end:
                continue
            # The nearest; of several at one weight, who gains most beyond it.
            candidate = (abs(at - weight), -abs(slope), order.index(rival), rival)
            direction: Literal["down", "up"] = "up" if slope < 0 else "down"
            turns[direction] = min(turns.get(direction, candidate), candidate)
        for direction in ("down", "up"):
            if direction in turns:
                distance, _slope, _place, rival = turns[direction]
                at = weight + distance if direction == "up" else weight - distance
                found.append(
                    WeightTurn(
                        criterion=criterion.id, direction=direction, at=at, alternative=rival
                    )
                )
    return tuple(found)


def relaxations(model: DecisionModel, answers: Mapping[str, str]) -> tuple[Relaxation, ...]:
    """The alternatives that are nearest to being possible: those against which the fewest
    answers stand. In the model's order; empty where no alternative is ruled out."""
    found = [
        Relaxation(
            alternative=alternative,
            exclusions=against,
            questions=len({each.question for each in against}),
        )
        for alternative, against in recommend(model, answers).excluded.items()
    ]
    fewest = min((each.questions for each in found), default=0)
    return tuple(each for each in found if each.questions == fewest)
