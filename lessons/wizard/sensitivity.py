"""How firm an advice is: what would turn it, and what to give up where nothing is left."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.wizard.model import DecisionModel, Frozen
from lessons.wizard.recommend import Exclusion, recommend


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


def flips(model: DecisionModel, answers: Mapping[str, str]) -> tuple[Flip, ...]:
    """Every single change of an answer that puts an alternative first which is not among those
    advised now, or leaves none; in the order of questions and answers.

    A change that only makes or breaks a tie with what is advised already is none.
    """
    now = set(recommend(model, answers).advice)
    if not now:
        return ()
    found = []
    for question in model.questions:
        current = question.answer(answers.get(question.id, ""))
        before = current.id if current else ""
        for answer in question.answers:
            if answer.id == before:
                continue
            then = recommend(model, {**answers, question.id: answer.id}).advice
            if not then or then[0] not in now:
                found.append(
                    Flip(question=question.id, before=before, answer=answer.id, advice=then)
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
