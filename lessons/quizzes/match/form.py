"""`.match`: each of some things goes with one of others.

    - pid -> which processes are seen :: said where it was matched otherwise
    - net -> which addresses there are
    - -> which files there are             goes with nothing
    ~ pid -> which files there are :: said for this mistake {misconception=key}

An answer is `left:right` for each, by ids. Each right pair counts for its share.
"""

from __future__ import annotations

import re

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.base import (
    Base,
    Line,
    Parts,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.choice import choice_id
from lessons.quizzes.texts import plain

arrow = re.compile(r"(?:^|\s)->(?:\s|\Z)")
code_span = re.compile(r"(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)")
pairs_most = 12


class Side(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands on one side; the id tells nothing of what it goes with."""

    id: str
    html: str


class Pair(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Ids of what goes together, or of a foreseen mistake; `feedback` is inline HTML."""

    left: str
    right: str
    feedback: str = ""
    misconception: str = ""


class MatchQuestion(Base, tag="match", frozen=True, kw_only=True):
    lefts: tuple[Side, ...]
    rights: tuple[Side, ...]
    pairs: tuple[Pair, ...]  # one a left
    mistakes: tuple[Pair, ...] = ()


def parse(block: Block, context: Context) -> MatchQuestion | None:
    """A question from a `.match` block; None where it has no id or fewer than two pairs."""
    parts = body_split(block, context, r"-(?! \[)|")
    common = common_parse(block, parts, context, attributes=(), marks=("-", "~"))
    name = block.id or ""
    lefts: dict[str, Side] = {}
    rights: dict[str, Side] = {}
    pairs: list[Pair] = []
    for line in parts.marked("-"):
        read = pair_read(name, line, context)
        if read is None:
            continue
        left, right, pair = read
        if pair.misconception:
            context.problem(line.line, "a right pair is no misconception: take the tag away")
        rights.setdefault(right.id, right)
        if not plain(left.html):
            continue
        if left.id in lefts:
            context.problem(line.line, "the left side stands here twice: change or drop one")
            continue
        lefts[left.id] = left
        pairs.append(msgspec.structs.replace(pair, misconception=""))
    mistakes = mistakes_read(name, parts, pairs, rights, context)
    if not 2 <= len(pairs) <= pairs_most or len(rights) < 2:
        context.problem(
            block.line, f"a .match needs two to {pairs_most} pairs, and two right sides: `- a -> b`"
        )
    if common is None or len(pairs) < 2:
        return None
    return MatchQuestion(
        **msgspec.structs.asdict(common),
        lefts=tuple(lefts.values()),
        rights=tuple(rights.values()),
        pairs=tuple(pairs),
        mistakes=tuple(mistakes),
    )


def mistakes_read(
    name: str, parts: Parts, pairs: list[Pair], rights: dict[str, Side], context: Context
) -> list[Pair]:
    """The `~` lines, whose sides must be known and must not belong together."""
    lefts = {pair.left for pair in pairs}
    mistakes: list[Pair] = []
    for line in parts.marked("~"):
        read = pair_read(name, line, context)
        if read is None:
            continue
        left, right, pair = read
        if left.id not in lefts or right.id not in rights:
            context.problem(line.line, "both sides of a foreseen mistake must stand above it")
        elif any((each.left, each.right) == (left.id, right.id) for each in pairs):
            context.problem(line.line, "this foreseen mistake is a right pair")
        else:
            mistakes.append(pair)
    return mistakes


def pair_read(name: str, line: Line, context: Context) -> tuple[Side, Side, Pair] | None:
    """Both sides of a line and their pair; None with a problem where there is no arrow."""
    tail = tail_split(line.text)
    found = arrow.search(code_masked(tail.text))
    first, second = (
        (tail.text[: found.start()].strip(), tail.text[found.end() :].strip())
        if found
        else ("",) * 2
    )
    if not second or (line.mark == "~" and not first):
        context.problem(line.line, f"write both sides and an arrow: `{line.mark} left -> right`")
        return None
    if line.mark == "~" and not tail.feedback:
        context.problem(line.line, "say what to tell the learner: `~ left -> right :: feedback`")
    left = Side(id=choice_id(f"{name} left", first), html=context.inline(first, line.line))
    right = Side(id=choice_id(f"{name} right", second), html=context.inline(second, line.line))
    pair = Pair(
        left=left.id,
        right=right.id,
        feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
        misconception=misconception_check(tail, line, context),
    )
    return left, right, pair


def code_masked(text: str) -> str:
    """`text` with code spans blotted out, each letter by one: an arrow in code parts no sides."""
    return code_span.sub(lambda found: "x" * len(found[0]), text)


def ids(source: MatchQuestion, translation: MatchQuestion) -> MatchQuestion:
    """`translation` with the source's ids, where both have the same pairs at the same places."""
    if agree(source, translation):
        return translation
    ours = [*translation.lefts, *translation.rights]
    theirs = [*source.lefts, *source.rights]
    new = {own.id: other.id for own, other in zip(ours, theirs, strict=True)}

    def side(each: Side) -> Side:
        return msgspec.structs.replace(each, id=new[each.id])

    def pair(each: Pair) -> Pair:
        return msgspec.structs.replace(each, left=new[each.left], right=new[each.right])

    return msgspec.structs.replace(
        translation,
        lefts=tuple(map(side, translation.lefts)),
        rights=tuple(map(side, translation.rights)),
        pairs=tuple(map(pair, translation.pairs)),
        mistakes=tuple(map(pair, translation.mistakes)),
    )


def agree(source: MatchQuestion, translation: MatchQuestion) -> list[str]:
    """Which parts of a translation contradict its source."""
    found = base_agree(source, translation)
    for name, say in (
        ("lefts", "left sides"),
        ("rights", "right sides"),
        ("mistakes", "foreseen mistakes (`~ …`)"),
    ):
        ours, theirs = len(getattr(source, name)), len(getattr(translation, name))
        if ours != theirs:
            found.append(f"it has {theirs} {say}, and {ours} in the source language")
    if not found and shape(source) != shape(translation):
        found.append("other sides go together in the source language")
    return found


def shape(question: MatchQuestion) -> list[tuple[int, int, str]]:
    """Pairs and mistakes by the numbers of their sides."""
    lefts = [each.id for each in question.lefts]
    rights = [each.id for each in question.rights]
    return [
        (lefts.index(each.left), rights.index(each.right), each.misconception)
        for each in (*question.pairs, *question.mistakes)
    ]
