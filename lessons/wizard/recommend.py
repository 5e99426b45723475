"""Answers in, advice out: vetoes first, then the weighted sum of scores."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.wizard.model import Alternative, Answer, DecisionModel, Frozen, Question, top

no_weights: Mapping[str, int] = {}


class Exclusion(Frozen, frozen=True):
    """Why an alternative is out: the veto, and the answer that set it."""

    veto: str
    question: str
    answer: str


class Condition(Frozen, frozen=True):
    """An alternative that passes a veto only if something holds; the veto says what."""

    alternative: str
    veto: str


class Part(Frozen, frozen=True):
    """What one criterion adds to an alternative's share."""

    criterion: str
    weight: int
    score: int
    points: float  # percentage points: 100 × weight × score / (5 × Σ weight)


class Standing(Frozen, frozen=True):
    alternative: str
    share: float  # 0 to 100
    parts: tuple[Part, ...]  # in the order of the model's criteria


class Recommendation(Frozen, frozen=True):
    """`standings` are the alternatives that no veto hit, the best first; `advice` the first of
    them with all that are tied with it, or nothing where every alternative is out."""

    weights: Mapping[str, int]
    standings: tuple[Standing, ...]
    excluded: Mapping[str, tuple[Exclusion, ...]]
    conditions: tuple[Condition, ...]
    advice: tuple[str, ...]
    gap: float  # percentage points between the first and the second; 0 where there is no second

    @property
    def tied(self) -> bool:
        return len(self.advice) > 1


class Contrast(Frozen, frozen=True):
    """A criterion on which the second of two alternatives does better than the first."""

    criterion: str
    weight: int
    score: int  # the first one's
    other: int  # the second one's, higher than `score`


def recommend(
    model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int] = no_weights
) -> Recommendation:
    """The advice for `answers` (question → answer) and `weights` (criterion → 0 to 5) set by hand,
    which count whatever was answered. What the model doesn't know is passed over."""
    given = answers_given(model, answers)
    counting = weights_of(model, given, weights)
    excluded = exclusions_of(model, given)
    out = set(excluded)
    standings = rank(model, counting, [each for each in model.alternatives if each.id not in out])
    conditions = tuple(
        Condition(alternative=alternative, veto=veto)
        for _, answer in given
        for veto in answer.vetoes
        for alternative in model.veto(veto).conditions
        if alternative not in out
    )
    gap = standings[0].share - standings[1].share if len(standings) > 1 else 0.0
    return Recommendation(
        weights=counting,
        standings=standings,
        excluded=excluded,
        conditions=conditions,
        advice=tuple(each.alternative for each in tied_first(model, standings)),
        gap=gap,
    )


def rank(
    model: DecisionModel, weights: Mapping[str, float], alternatives: list[Alternative]
) -> tuple[Standing, ...]:
    """`alternatives` by their share, the best first; equal ones stay in the model's order.

    A share is 100 × Σ(weight × score) / (5 × Σ weight): between 0 and 100, and the same when all
    weights are multiplied by one number. Without any weight, every share is 0.
    """
    whole = top * sum(weights.values()) or 1
    standings = []
    for alternative in alternatives:
        parts = tuple(
            Part(
                criterion=criterion.id,
                weight=int(weights[criterion.id]),
                score=criterion.scores[alternative.id].score,
                points=100 * weights[criterion.id] * criterion.scores[alternative.id].score / whole,
            )
            for criterion in model.criteria
        )
        total = sum(
            weights[criterion.id] * criterion.scores[alternative.id].score
            for criterion in model.criteria
        )
        standings.append(
            Standing(alternative=alternative.id, share=100 * total / whole, parts=parts)
        )
    # Shares are quotients of small integers: what is equal on paper may differ in the last bit.
    return tuple(sorted(standings, key=lambda each: -round(each.share, 9)))


def tied_first(model: DecisionModel, standings: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """The first, and all that are too near to it for the model to tell them apart."""
    near = (each for each in standings[1:] if lead(standings[0], each) < model.tie)
    return (*standings[:1], *near)


def lead(first: Standing, other: Standing) -> float:
    return round(first.share - other.share, 9)


def answers_given(
    model: DecisionModel, answers: Mapping[str, str]
) -> list[tuple[Question, Answer]]:
    """The questions that `answers` really answers, in the model's order."""
    return [
        (question, answer)
        for question in model.questions
        if (answer := question.answer(answers.get(question.id, ""))) is not None
    ]


def weights_of(
    model: DecisionModel,
    given: list[tuple[Question, Answer]],
    weights: Mapping[str, int] = no_weights,
) -> dict[str, int]:
    """Each criterion's weight: the one set by hand, else the highest that an answer gives it, else
    its own."""
    counting: dict[str, int] = {}
    for criterion in model.criteria:
        asked = [
            answer.weights[criterion.id] for _, answer in given if criterion.id in answer.weights
        ]
        set_by_answers = max(asked, default=criterion.weight)
        counting[criterion.id] = weights.get(criterion.id, set_by_answers)
    return counting


def exclusions_of(
    model: DecisionModel, given: list[tuple[Question, Answer]]
) -> dict[str, tuple[Exclusion, ...]]:
    """The alternatives that are out, in the model's order, each with everything against it."""
    excluded: dict[str, tuple[Exclusion, ...]] = {}
    for alternative in model.alternatives:
        against = tuple(
            Exclusion(veto=veto, question=question.id, answer=answer.id)
            for question, answer in given
            for veto in answer.vetoes
            if alternative.id in model.veto(veto).rules_out
        )
        if against:
            excluded[alternative.id] = against
    return excluded


def reasons(
    recommendation: Recommendation, count: int = 4, *, turned: bool = False
) -> tuple[Part, ...]:
    """The criteria that carry the first alternative, the strongest first: those that add most
    to its share, and among equals those on which it is furthest ahead of the second.

    `turned` gives what carries the second, which matters where both are tied.
    """
    pair = recommendation.standings[:2]
    if turned:
        pair = pair[1:] + pair[:1] if len(pair) > 1 else ()
    if not pair:
        return ()
    first, *others = pair
    rival = {part.criterion: part.score for part in others[0].parts} if others else {}
    parts = [part for part in first.parts if part.points > 0]
    parts.sort(key=lambda part: (-part.points, rival.get(part.criterion, 0) - part.score))
    return tuple(parts[:count])


def trade_offs(
    recommendation: Recommendation, count: int = 4, *, turned: bool = False
) -> tuple[Contrast, ...]:
    """Where the first alternative is weakest against the second, what weighs most first.

    Criteria without weight come last: they don't count today, and may tomorrow. `turned` gives
    the second's weak sides against the first, which matter where both are tied.
    """
    if len(recommendation.standings) < 2:
        return ()
    first, second = recommendation.standings[:2]
    if turned:
        first, second = second, first
    contrasts = [
        Contrast(criterion=mine.criterion, weight=mine.weight, score=mine.score, other=its.score)
        for mine, its in zip(first.parts, second.parts, strict=True)
        if its.score > mine.score
    ]
    contrasts.sort(key=lambda each: (-each.weight * (each.other - each.score), -each.other))
    return tuple(contrasts[:count])
