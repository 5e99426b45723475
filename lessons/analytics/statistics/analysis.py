"""Analyses one test: all its items, series by series, and the test as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from lessons.analytics.statistics.dif import Dif, Outcome, dif_of
from lessons.analytics.statistics.items import (
    Advice,
    ItemResult,
    advice_of,
    effective_weights,
    intended_weights,
    item_result,
)
from lessons.analytics.statistics.papers import Item, Paper, Response, responses_of
from lessons.analytics.statistics.whole import WholeResult, whole_result


class Given(NamedTuple):
    """What one learner gave to one item: the share that is right, the digest of what was asked, and
    the learner's groups, such as the language; "" where one is not known.
    """

    score: float
    digest: str
    groups: tuple[str, ...] = ()


class GroupDif(msgspec.Struct, frozen=True, kw_only=True):
    """How an item works for the learners of group `focal`, compared with those of `reference`."""

    name: str  # of what the groups differ in: "language"
    reference: str
    focal: str
    dif: Dif

    @property
    def is_harder(self) -> bool:
        """For the focal group."""
        return self.dif.delta < 0


class ItemAnalysis(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it is asked now; `earlier` is how many answered it as it was before."""

    id: str
    digest: str
    result: ItemResult
    intended_weight: float | None = None
    effective_weight: float | None = None
    difs: tuple[GroupDif, ...] = ()
    earlier: int = 0
    advice: Advice = "few"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A test: the learners who answered anything of it, the whole, and its items."""

    people: int
    whole: WholeResult
    items: tuple[ItemAnalysis, ...]


# Item → learner → what was given.
Answers = Mapping[str, Mapping[int, Given]]


def analyse(
    items: Sequence[Item], digests: Mapping[str, str], answers: Answers, names: Sequence[str] = ()
) -> Sheet:
    """`digests` are those of the items as they are asked now; without one, all answers count.

    Rest scores are of all that a learner answered, items before an edit too; the item itself counts
    as it is asked now. `names` say what the groups of the answers are.
    """
    every = {
        item.id: responses for item, responses in zip(items, rests(items, answers), strict=True)
    }
    now = {
        item.id: [
            each
            for each in every[item.id]
            if item.id not in digests or answers[item.id][each.key].digest == digests[item.id]
        ]
        for item in items
    }
    papers = papers_of({name: {each.key: each.score for each in now[name]} for name in now})
    intended, effective = intended_weights(items), effective_weights(items, papers)
    found = []
    for item in items:
        result = item_result(item, now[item.id])
        difs = group_difs(now[item.id], answers.get(item.id, {}), names)
        found.append(
            ItemAnalysis(
                id=item.id,
                digest=digests.get(item.id, ""),
                result=result,
                intended_weight=intended.get(item.id),
                effective_weight=None if result.few else effective.get(item.id),
                difs=difs,
                earlier=len(every[item.id]) - len(now[item.id]),
                advice=advice_of(
                    result, other_group=any(each.dif.category == "C" for each in difs)
                ),
            )
        )
    people = {person for given in answers.values() for person in given}
    return Sheet(people=len(people), whole=whole_result(items, papers), items=tuple(found))


def papers_of(scores: Mapping[str, Mapping[int, float]]) -> list[Paper]:
    """From item → learner → score."""
    found: dict[int, dict[str, float]] = {}
    for name, by_person in scores.items():
        for person, score in by_person.items():
            found.setdefault(person, {})[name] = score
    return [Paper(person, given) for person, given in found.items()]


def rests(items: Sequence[Item], answers: Answers) -> list[list[Response]]:
    """For each item its answers with the rest scores."""
    scores = {
        item.id: {person: given.score for person, given in answers.get(item.id, {}).items()}
        for item in items
    }
    found = responses_of(items, papers_of(scores))
    return [found[item.id] for item in items]


def group_difs(
    responses: Sequence[Response], given: Mapping[int, Given], names: Sequence[str]
) -> tuple[GroupDif, ...]:
    """Each group but the largest compared with the largest, where both have learners enough.

    Learners of whom the group is not known ("") are left out.
    """
    cells = Counter(
        (each.rest, each.score == 1, given[each.key].groups)
        for each in responses
        if each.rest is not None
    )
    found = []
    for at, name in enumerate(names):
        sizes: Counter[str] = Counter()
        for (_, _, groups), people in cells.items():
            if groups[at]:
                sizes[groups[at]] += people
        if len(sizes) < 2:
            continue
        reference = max(sorted(sizes), key=lambda group: sizes[group])
        for focal in sorted(set(sizes) - {reference}):
            outcomes = [
                Outcome(groups[at] == focal, right, rest, people)
                for (rest, right, groups), people in cells.items()
                if groups[at] in {focal, reference}
            ]
            if dif := dif_of(outcomes):
                found.append(GroupDif(name=name, reference=reference, focal=focal, dif=dif))
    return tuple(found)
