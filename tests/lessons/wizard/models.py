"""Decision models for tests: the one that ships, a small one by hand, and any that fit together."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

from lessons.wizard.model import (
    Alternative,
    Answer,
    Criterion,
    DecisionModel,
    Question,
    Score,
    Technology,
    Text,
    Veto,
    skip,
)
from lessons.wizard.parse import model_parse

folder = Path(__file__).resolve().parents[3] / "lessons" / "content" / "containers-vs-kvm"
technologies: tuple[Technology, ...] = ("container", "system-container", "vm")


@functools.cache
def shipped_text() -> str:
    return (folder / "wizard.toml").read_text()


@functools.cache
def shipped() -> DecisionModel:
    model, problems = model_parse(shipped_text(), "wizard.toml", ["en", "es"])
    assert model is not None, problems
    return model


def text(words: str) -> Text:
    return {"en": words, "es": f"{words} (es)"}


def small() -> DecisionModel:
    """Three alternatives, criteria and questions; simple enough for mental arithmetic."""
    plain = Answer(id="plain", text=text("plain"))
    return DecisionModel(
        languages=("en", "es"),
        alternatives=tuple(
            Alternative(id=each, technology=technology, name=text(each), summary=text("sum"))
            for each, technology in zip(("a", "b", "c"), technologies, strict=True)
        ),
        vetoes=(
            veto("no-a", "a"),
            veto("no-b", "b"),
            veto("no-ab", "a", "b", conditions={"c": text("only on Mondays")}),
            veto("no-c", "c"),
        ),
        criteria=(
            criterion("speed", a=5, b=3, c=1),
            criterion("safety", a=1, b=3, c=5),
            criterion("price", 0, a=3, b=3, c=3),
        ),
        questions=(
            question("first", plain=plain, out=vetoed("no-a")),
            question("second", fast=weighs(speed=5, safety=0), safe=weighs(speed=0, safety=5)),
            question(
                "third", fine=Answer(id="fine", text=text("fine")), out=vetoed("no-b", "no-c")
            ),
        ),
    )


def veto(name: str, *out: str, conditions: Mapping[str, Text] | None = None) -> Veto:
    return Veto(
        id=name,
        name=text(name),
        reason=text(f"reason of {name}"),
        relax=text(f"relax {name}"),
        rules_out=out,
        conditions=conditions or {},
        sources=("paper",),
    )


def criterion(name: str, weight: int = 1, **scores: int) -> Criterion:
    return Criterion(
        id=name,
        name=text(name),
        weight=weight,
        scores={
            each: Score(score=score, ground=text(f"{each} by {name}"), sources=("paper",))
            for each, score in scores.items()
        },
    )


def question(name: str, **answers: Answer) -> Question:
    named = tuple(
        Answer(id=each, text=text(each), vetoes=answer.vetoes, weights=answer.weights)
        for each, answer in answers.items()
    )
    return Question(id=name, text=text(f"{name}?"), answers=named, lessons=("kernel-boundary",))


def vetoed(*vetoes: str) -> Answer:
    return Answer(id="out", text=text("out"), vetoes=vetoes)


def weighs(**weights: int) -> Answer:
    return Answer(id="weighs", text=text("weighs"), weights=weights)


@st.composite
def models(draw: st.DrawFn) -> DecisionModel:
    """Any model that fits together: 2 to 5 alternatives, some vetoes, criteria and questions."""
    alternatives = [f"a{index}" for index in range(draw(st.integers(2, 5)))]
    vetoes = [
        veto(f"v{index}", *draw(st.lists(st.sampled_from(alternatives), min_size=1, unique=True)))
        for index in range(draw(st.integers(0, 4)))
    ]
    criteria = [
        criterion(
            f"c{index}",
            draw(st.integers(0, 5)),
            **{each: draw(st.integers(0, 5)) for each in alternatives},
        )
        for index in range(draw(st.integers(1, 6)))
    ]
    answer = st.builds(
        Answer,
        id=st.just("x"),
        text=st.just(text("x")),
        vetoes=st.lists(st.sampled_from([each.id for each in vetoes]), unique=True).map(tuple)
        if vetoes
        else st.just(()),
        weights=st.dictionaries(st.sampled_from([each.id for each in criteria]), st.integers(0, 5)),
    )
    questions = [
        question(f"q{index}", one=draw(answer), two=draw(answer), three=draw(answer))
        for index in range(draw(st.integers(1, 5)))
    ]
    return DecisionModel(
        languages=("en", "es"),
        alternatives=tuple(
            Alternative(
                id=each,
                technology=draw(st.sampled_from(technologies)),
                name=text(each),
                summary=text("sum"),
            )
            for each in alternatives
        ),
        vetoes=tuple(vetoes),
        criteria=tuple(criteria),
        questions=tuple(questions),
    )


@st.composite
def models_answered(draw: st.DrawFn) -> tuple[DecisionModel, dict[str, str]]:
    """A model and answers to some of its questions, skips included."""
    model = draw(models())
    answers = {}
    for each in model.questions:
        given = draw(st.sampled_from(["", skip, *(answer.id for answer in each.answers)]))
        if given:
            answers[each.id] = given
    return model, answers


def weights_of_any(model: DecisionModel) -> st.SearchStrategy[dict[str, int]]:
    """Weights set by hand for some of the criteria."""
    names = [each.id for each in model.criteria]
    return st.dictionaries(st.sampled_from(names), st.integers(0, 5)).map(
        lambda found: {name: found[name] for name in names if name in found}
    )
