"""wizard.toml in, a DecisionModel and every problem out."""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

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
    Text,
    Veto,
    top,
)
from lessons.wizard.reader import Notes, Place, shown
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read

technologies: tuple[Technology, ...] = typing.get_args(Technology)


def model_parse(  # noqa: PLR0913
    text: str,
    path: str,
    languages: Sequence[str],
    *,
    lessons: Collection[str] | None = None,
    sources: Collection[str] | None = None,
    labs: Collection[str] | None = None,
) -> tuple[DecisionModel | None, list[Problem]]:
    """The model of `text`, and everything that is wrong with it. Never raises.

    `path` is what problems name, `languages` are the course's, the source language first.
    Slugs of `lessons` and `labs` and keys of `sources` are checked where they are given. A model
    comes with problems that leave it whole (a missing translation, a persona whose winner doesn't
    hold); it is None where something that it needs is missing.
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
    root.only("tie", "alternatives", "vetoes", "criteria", "questions", "personas")
    tie = root.table.get("tie", 5.0)
    if isinstance(tie, bool) or not isinstance(tie, int | float) or not 0 <= tie <= 100:
        root.fail("tie must be a number of percentage points, such as 5", "tie")
        tie = 5.0
    alternatives = [alternative_read(place) for place in root.list("alternatives")]
    ids = [each.id for each in alternatives]
    return DecisionModel(
        languages=root.notes.languages,
        tie=float(tie),
        alternatives=tuple(marked(alternatives)),
        vetoes=tuple(veto_read(place) for place in root.list("vetoes", wanted=False)),
        criteria=tuple(criterion_read(place, ids) for place in root.list("criteria")),
        questions=tuple(question_read(place) for place in root.list("questions")),
        personas=tuple(persona_read(place) for place in root.list("personas", wanted=False)),
    )


def alternative_read(place: Place) -> Alternative:
    place.only("id", "technology", "name", "summary")
    value = place.table.get("technology")
    technology = next((each for each in technologies if each == value), None)
    if technology is None:
        place.fail(f"technology must be one of {', '.join(technologies)}", "technology")
    return Alternative(
        id=place.id(),
        technology=technology or "host",
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
    place.only("id", "name", "reason", "relax", "rules_out", "conditions", "sources")
    conditions: dict[str, Text] = {
        alternative: place.inner("conditions").text(alternative)
        for alternative in place.map("conditions")
    }
    return Veto(
        id=place.id(),
        name=place.text("name"),
        reason=place.text("reason"),
        relax=place.text("relax"),
        rules_out=place.names("rules_out", wanted=True),
        conditions=conditions,
        sources=place.names("sources"),
    )


def criterion_read(place: Place, alternatives: Sequence[str]) -> Criterion:
    place.only("id", "name", "weight", "sources", "measure", "scores")
    criterion = place.id()
    given = place.map("scores")
    scores: dict[str, Score] = {}
    for alternative, value in given.items():
        if alternative not in alternatives:
            place.note(f"“{alternative}” is no alternative{near(alternatives)}", *at(alternative))
        elif not isinstance(value, Mapping):
            place.fail(
                f"the score of {alternative} by {criterion} needs a ground; write"
                f" [criteria.scores.{alternative}] with score = {shown(value)} and a ground",
                *at(alternative),
            )
        else:
            scores[alternative] = score_read(place.inner("scores", alternative))
    for alternative in alternatives:
        if alternative not in given:
            place.fail(
                f"{criterion} has no score for {alternative}; add [criteria.scores.{alternative}]"
            )
    return Criterion(
        id=criterion,
        name=place.text("name"),
        scores=scores,
        sources=place.names("sources"),
        measure=place.measure(),
        weight=place.whole("weight", top, default=1),
    )


def score_read(place: Place) -> Score:
    place.only("score", "ground", "sources", "measure")
    return Score(
        score=place.whole("score", top),
        ground=place.text("ground"),
        sources=place.names("sources"),
        measure=place.measure(),
    )


def question_read(place: Place) -> Question:
    place.only("id", "text", "help", "lessons", "answers")
    return Question(
        id=place.id(),
        text=place.text("text"),
        help=place.text("help", wanted=False),
        lessons=place.names("lessons"),
        answers=tuple(answer_read(each) for each in place.list("answers")),
    )


def answer_read(place: Place) -> Answer:
    place.only("id", "text", "vetoes", "weights")
    weights = place.inner("weights")
    return Answer(
        id=place.id(),
        text=place.text("text"),
        vetoes=place.names("vetoes"),
        weights={criterion: weights.whole(criterion, top) for criterion in place.map("weights")},
    )


def persona_read(place: Place) -> Persona:
    place.only("id", "name", "answers", "winners")
    answers: dict[str, str] = {}
    values: Mapping[str, Any] = place.map("answers")
    for question, answer in values.items():
        if isinstance(answer, str):
            answers[question] = answer
        else:
            place.note(f'{question} must be the id of an answer: "…"', "answers", question)
    return Persona(
        id=place.id(),
        name=place.text("name"),
        answers=answers,
        winners=place.names("winners", wanted=True),
    )


def at(alternative: str) -> tuple[str, str]:
    return "scores", alternative


def near(names: Sequence[str]) -> str:
    return f"; there are {', '.join(names)}" if names else ""
