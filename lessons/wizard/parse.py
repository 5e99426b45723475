"""wizard.toml in, a DecisionModel and every problem out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from msgspec import UNSET, Meta

from lessons.wizard.check import model_check
from lessons.wizard.model import (
    Alternative,
    Answer,
    Criterion,
    DecisionModel,
    Persona,
    Question,
    Score,
    Technology,
    Veto,
)
from lessons.wizard.reader import Notes, Place
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read
from virtlearn.core.wording import instead, shown

Tie = Annotated[
    float, Meta(ge=0, le=100, description="a number of percentage points from 0 to 100, such as 5")
]


def model_parse(  # noqa: PLR0913
    text: str,
    path: str,
    languages: Sequence[str],
    *,
    lessons: Mapping[str, Collection[str]] | None = None,
    sources: Collection[str] | None = None,
    labs: Collection[str] | None = None,
) -> tuple[DecisionModel | None, list[Problem]]:
    """The model of `text`, and everything that is wrong with it. Never raises.

    `path` is what problems name, `languages` are the course's, the source language first.
    `lessons` (slug → ids of its headings), slugs of `labs` and keys of `sources` are checked where
    they are given. A model comes with problems that leave it whole (a missing translation, a
    persona whose winner doesn't hold); it is None where something that it needs is missing.
    """
    file, problems = toml_read(text, path)
    if problems:
        return None, problems
    notes = Notes(file, languages)
    model = model_read(Place(notes, file.data))
    model_check(model, notes, lessons=lessons, sources=sources, labs=labs)
    return None if notes.broken else model, sorted(set(notes.problems))


def model_read(root: Place) -> DecisionModel:
    """What the file says, holes included; whether it makes sense is `model_check`'s part."""
    root.keys_check(("tie", "alternatives", "vetoes", "criteria", "questions", "personas"))
    alternatives = [alternative_read(place) for place in root.places("alternatives")]
    ids = [each.id for each in alternatives]
    return DecisionModel(
        languages=root.notes.languages,
        tie=root.must("tie", Tie, 5.0, 5.0),
        alternatives=tuple(marked(alternatives)),
        vetoes=tuple(veto_read(place) for place in root.places("vetoes", wanted=False)),
        criteria=tuple(criterion_read(place, ids) for place in root.places("criteria")),
        questions=tuple(question_read(place) for place in root.places("questions")),
        personas=tuple(persona_read(place) for place in root.places("personas", wanted=False)),
    )


def alternative_read(place: Place) -> Alternative:
    place.keys_check(("id", "technology", "name", "summary"))
    return Alternative(
        id=place.id(),
        technology=place.must("technology", Technology, "host"),
        name=place.text("name"),
        summary=place.text("summary"),
    )


def marked(alternatives: list[Alternative]) -> list[Alternative]:
    """Numbers the alternatives of each technology, so that each looks different."""
    seen: Counter[str] = Counter()
    numbered = []
    for each in alternatives:
        numbered.append(
            Alternative(
                id=each.id,
                technology=each.technology,
                name=each.name,
                summary=each.summary,
                mark=seen[each.technology],
            )
        )
        seen[each.technology] += 1
    return numbered


def veto_read(place: Place) -> Veto:
    place.keys_check(("id", "name", "reason", "relax", "rules_out", "conditions", "sources"))
    conditions = place.inner("conditions")
    return Veto(
        id=place.id(),
        name=place.text("name"),
        reason=place.text("reason"),
        relax=place.text("relax"),
        rules_out=place.names("rules_out", wanted=not conditions.data),
        conditions={each: conditions.text(each) for each in conditions.data},
        sources=place.names("sources"),
    )


def criterion_read(place: Place, alternatives: Sequence[str]) -> Criterion:
    place.keys_check(("id", "name", "weight", "sources", "measure", "section", "scores"))
    criterion = place.id()
    given = place.inner("scores")
    scores: dict[str, Score] = {}
    for alternative, value in given.data.items():
        if alternative not in alternatives:
            advice = instead(alternative, alternatives)
            place.report(f"`{shown(alternative)}` is no alternative: {advice}", *at(alternative))
        elif not isinstance(value, Mapping):
            place.fail(
                f"the score of {alternative} by {shown(criterion)} needs a ground: write"
                f" [criteria.scores.{alternative}] with `score = …` and `ground = …`",
                *at(alternative),
            )
        else:
            scores[alternative] = score_read(given.inner(alternative))
    for alternative in alternatives:
        if alternative not in given.data:
            message = f"{shown(criterion)} has no score for {shown(alternative)}"
            place.fail(f"{message}: add [criteria.scores.{shown(alternative)}]")
    return Criterion(
        id=criterion,
        name=place.text("name"),
        scores=scores,
        sources=place.names("sources"),
        measure=place.measure(),
        section=place.section(),
        weight=place.level("weight", 1),
    )


def score_read(place: Place) -> Score:
    place.keys_check(("score", "ground", "sources", "measure", "section"))
    return Score(
        score=place.level("score"),
        ground=place.text("ground"),
        sources=place.names("sources"),
        measure=place.measure(),
        section=place.section(),
    )


def question_read(place: Place) -> Question:
    place.keys_check(("id", "text", "help", "lessons", "answers"))
    return Question(
        id=place.id(),
        text=place.text("text"),
        help=place.text("help", wanted=False),
        lessons=place.names("lessons"),
        answers=tuple(answer_read(each) for each in place.places("answers")),
    )


def answer_read(place: Place) -> Answer:
    place.keys_check(("id", "text", "vetoes", "weights"))
    weights = place.inner("weights")
    return Answer(
        id=place.id(),
        text=place.text("text"),
        vetoes=place.names("vetoes"),
        weights={criterion: weights.level(criterion) for criterion in weights.data},
    )


def persona_read(place: Place) -> Persona:
    place.keys_check(("id", "name", "answers", "winners"))
    given = place.inner("answers")
    answers = {question: given.value(question, str) for question in given.data}
    return Persona(
        id=place.id(),
        name=place.text("name"),
        answers={each: text for each, text in answers.items() if text is not UNSET},
        winners=place.names("winners", wanted=True),
    )


def at(alternative: str) -> tuple[str, str]:
    return "scores", alternative
