"""Two alternatives side by side: what each criterion says of both, and what rules either out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lessons.wizard.answers import Stray
from lessons.wizard.model import DecisionModel, Frozen, Veto, top
from lessons.wizard.recommend import answers_given, rank
from lessons.wizard.report import Answered, Cell, Choice, Report

Fate = Literal["out", "condition", "free"]


class Line(Frozen, frozen=True):
    """A criterion with both scores. `lead` is how much better the first one's score is, below 0
    where the second one's is; `points` the same in percentage points of the share."""

    criterion: str
    name: str
    weight: int
    first: Cell
    second: Cell
    lead: int
    points: float

    @property
    def distance(self) -> int:
        return abs(self.lead)


class VetoLine(Frozen, frozen=True):
    """What a veto does to both, and the answer that sets it, if one does."""

    id: str
    name: str
    reason: str
    first: Fate
    second: Fate
    conditions: tuple[str, ...]
    answer: Answered | None
    sources: tuple[str, ...]


class Comparison(Frozen, frozen=True):
    """`shares` are what both reach by the weights, whether or not they are ruled out."""

    first: Choice
    second: Choice
    shares: tuple[float, float]
    lines: tuple[Line, ...]  # in the model's order
    vetoes: tuple[VetoLine, ...]  # those that tell the two apart or stand against one of them
    sources: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Percentage points by which the first is ahead."""
        return self.shares[0] - self.shares[1]

    @property
    def differing(self) -> tuple[Line, ...]:
        """The criteria on which they differ, those that move the shares most first."""
        found = [line for line in self.lines if line.lead]
        return tuple(sorted(found, key=lambda line: (-abs(line.points), -abs(line.lead))))


def pair_pick(report: Report, first: str, second: str) -> tuple[str, str, list[Stray]]:
    """The ids of two alternatives: those wanted as far as they exist and differ, else the best
    of the others; and what was wrong."""
    ids = [choice.id for choice in report.choices]
    strays = [
        Stray(kind="alternative", question=wanted)
        for wanted in (first, second)
        if wanted and wanted not in ids
    ]
    one = first if first in ids else next(each for each in ids if each != second)
    if second == one:
        strays.append(Stray(kind="same", question=second))
    two = second if second in ids and second != one else next(e for e in ids if e != one)
    return one, two, strays


def compare(
    model: DecisionModel,
    answers: Mapping[str, str],
    report: Report,
    pair: tuple[str, str],
    language: str,
) -> Comparison:
    """Two alternatives, `pair` by their ids, side by side, in the light of `report`, which
    was made of `answers`."""
    choices = {choice.id: choice for choice in report.choices}
    weights = {row.id: row.weight for row in report.table}
    first, second = pair
    shares = {
        each.alternative: each.share
        for each in rank(model, weights, [*map(model.alternative, pair)])
    }
    whole = top * sum(weights.values()) or 1
    lines = []
    for row in report.table:
        cells = {cell.choice.id: cell for cell in row.cells}
        lead = cells[first].score - cells[second].score
        lines.append(
            Line(
                criterion=row.id,
                name=row.criterion,
                weight=row.weight,
                first=cells[first],
                second=cells[second],
                lead=lead,
                points=100 * row.weight * lead / whole,
            )
        )
    answered = {each.question: each for each in report.answered}
    setting = {
        veto: answered[question.id]
        for question, answer in answers_given(model, answers)
        for veto in answer.vetoes
    }
    vetoes = tuple(
        VetoLine(
            id=veto.id,
            name=model.text(veto.name, language),
            reason=model.text(veto.reason, language),
            first=fate(veto, first),
            second=fate(veto, second),
            conditions=tuple(
                model.text(veto.conditions[each], language)
                for each in pair
                if each in veto.conditions
            ),
            answer=setting.get(veto.id),
            sources=veto.sources,
        )
        for veto in model.vetoes
        if fate(veto, first) != fate(veto, second)
        or (veto.id in setting and "out" in (fate(veto, first), fate(veto, second)))
    )
    differing = [line for line in lines if line.lead]
    named = [
        *(veto.sources for veto in vetoes),
        *(cell.sources for line in differing for cell in (line.first, line.second)),
    ]
    return Comparison(
        first=choices[first],
        second=choices[second],
        shares=(shares[first], shares[second]),
        lines=tuple(lines),
        vetoes=vetoes,
        sources=tuple(dict.fromkeys(key for keys in named for key in keys)),
    )


def fate(veto: Veto, alternative: str) -> Fate:
    if alternative in veto.rules_out:
        return "out"
    return "condition" if alternative in veto.conditions else "free"
