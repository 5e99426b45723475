"""What a claim's prediction covers in a lesson: the claim itself, and the spoilers of it.

A page is kept with a slot in the place of each. What the slot gets hangs on the reader: until they
have predicted, learners get no letter of it, and visitors, whom nothing tells from a search engine,
have it in the page, out of sight.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec
from django.template.loader import render_to_string

from lessons.document.claims import claim_place
from lessons.document.labels import label
from lessons.document.schema import Claim
from lessons.document.spoilers import place as spoiler_place
from lessons.experiments.presenter import Experiment
from lessons.format import slots
from lessons.publishing.page_key import PageKey

Fill = Callable[[str, str], bytes]


class Reader(StrEnum):
    VISITOR = "visitor"
    LEARNER = "learner"
    TEACHER = "teacher"  # or an author who previews


class Cover(StrEnum):
    """How the page shows what a prediction covers."""

    OPEN = "open"
    MARKED = "marked"  # open, with a word that it is covered for learners
    COVERED = "covered"  # nothing of it is there
    VEILED = "veiled"  # there, and hidden


class Covered(msgspec.Struct, frozen=True):
    """A claim, or a spoiler of one; `content` is what is covered, with slots of its own."""

    id: str  # of its element: the claim's, or spoiler-N
    claim: str
    tag: str  # "claim", or a spoiler's element: "data" or "section"
    holds: str  # the verdict of a claim; "" for a spoiler
    content: slots.Slots


def cover_of(experiment: Experiment, reader: Reader) -> Cover:
    """Open once the reader has predicted, skipped, or measured without either."""
    if experiment.predicted or experiment.figure:
        return Cover.OPEN
    covers = {
        Reader.VISITOR: Cover.VEILED,
        Reader.LEARNER: Cover.COVERED,
        Reader.TEACHER: Cover.MARKED,
    }
    return covers[reader]


def covers_cut(
    html: str, claims: Mapping[str, Claim], resolve: Callable[[str], str]
) -> tuple[str, tuple[Covered, ...]]:
    """`html` with a slot for each claim that asks for a prediction and for each spoiler of one; and
    what belongs there, with its links resolved.
    """
    found: list[Covered] = []

    def cut(part: re.Match[str]) -> str:
        claim = claims.get(part["claim"])
        if claim is None or claim.predict is None:
            return part[0]
        given = part.groupdict()
        tag = given.get("tag", "claim")
        name = claim.id if tag == "claim" else f"spoiler-{len(found)}"
        content = slots.cut(resolve(part["html"]))
        found.append(Covered(name, claim.id, tag, given.get("holds", ""), content))
        return slots.mark("cover", str(len(found) - 1))

    return spoiler_place.sub(cut, claim_place.sub(cut, html)), tuple(found)


def cover_fill(  # noqa: PLR0913
    place: PageKey,
    claim: Claim,
    covered: Covered,
    cover: Cover,
    fill: Fill,
    *,
    outside: bool = False,
) -> bytes:
    """`outside` says to htmx that it comes along with something else."""

    def part(kind: str, argument: str) -> bytes:
        return covered.content.fill(fill) if kind == "content" else fill(kind, argument)

    return _cover_slots(place, claim, covered, cover, outside).fill(part)


@functools.lru_cache(maxsize=2048)
def _cover_slots(
    place: PageKey, claim: Claim, covered: Covered, cover: Cover, outside: bool
) -> slots.Slots:
    context = {
        "claim": claim,
        "covered": covered,
        "cover": cover.value,
        "content": slots.mark("content"),
        "experiment": slots.mark("experiment", claim.id),
        "was": label("was", place.language),
        "inner": "span" if covered.tag == "data" else "div",
        "outside": outside,
    }
    name = "_claim" if covered.tag == "claim" else "_spoiler"
    return slots.cut(render_to_string(f"lessons/{name}.html", context).strip())
