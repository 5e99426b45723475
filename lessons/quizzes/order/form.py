"""`.order`: items to be put in their order, which is the order in which they are written.

    1. first item :: said where it is misplaced
    2. second item

An answer is `item:place` for each item, places from 1. Of the pairs of items, those the right way
round count for and the others against, never below nothing: guessing earns nothing on average.
"""

from __future__ import annotations

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.base import Base, body_split, common_parse, tail_split
from lessons.quizzes.choice import choice_id

marks = r"\d{1,2}[.)]|"
items_most = 12


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item; `html` and `feedback` are inline HTML, the id tells nothing of its place."""

    id: str
    html: str
    feedback: str = ""


class OrderQuestion(Base, tag="order", frozen=True, kw_only=True):
    """`items` stand in the right order."""

    items: tuple[Item, ...]


def parse(block: Block, context: Context) -> OrderQuestion | None:
    """A question from an `.order` block; None where it has no id or fewer than two items."""
    parts = body_split(block, context, marks)
    numbered = [line for line in parts.lines if line.mark[0].isdigit()]
    common = common_parse(
        block, parts, context, attributes=(), marks=tuple({line.mark for line in numbered})
    )
    items: list[Item] = []
    for place, line in enumerate(numbered, 1):
        tail = tail_split(line.text)
        if tail.misconception:
            context.problem(line.line, "an item is no misconception: take the tag away")
        if line.mark != f"{place}.":
            context.problem(line.line, f"write `{place}.` here: the items count from 1")
        item = Item(
            id=choice_id(block.id or "", tail.text),
            html=context.inline(tail.text, line.line),
            feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
        )
        if any(item.id == other.id for other in items):
            context.problem(line.line, "this item stands here twice: change or drop one")
        elif tail.text:
            items.append(item)
    if not 3 <= len(items) <= items_most:
        context.problem(
            block.line,
            f"an .order needs three to {items_most} items, in the right order: `1. …`, `2. …`",
        )
    if common is None or len(items) < 2:
        return None
    return OrderQuestion(**msgspec.structs.asdict(common), items=tuple(items))


def ids(source: OrderQuestion, translation: OrderQuestion) -> OrderQuestion:
    """`translation` with the ids of the source's items at the same places."""
    if len(source.items) != len(translation.items):
        return translation
    pairs = zip(source.items, translation.items, strict=True)
    items = tuple(msgspec.structs.replace(ours, id=source.id) for source, ours in pairs)
    return msgspec.structs.replace(translation, items=items)


def agree(source: OrderQuestion, translation: OrderQuestion) -> list[str]:
    """Which parts of a translation contradict its source."""
    found = base_agree(source, translation)
    if len(source.items) != len(translation.items):
        ours, theirs = len(source.items), len(translation.items)
        found.append(f"it has {theirs} items, and {ours} in the source language")
    return found
