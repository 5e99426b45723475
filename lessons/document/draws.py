"""Pools of questions: `.draw` shows some of one, and what must hold for both."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from labs.spec.definition import LabSpec
from lessons.document.claims import attributes_check
from lessons.document.draft import Draft, Entry
from lessons.document.render import Renderer
from lessons.document.schema import Draw, DrawPart
from lessons.format.block import Block
from lessons.quizzes.attributes import number_attribute
from lessons.quizzes.machine import MachineQuestion
from virtlearn.core.wording import instead, shown


def draw_read(block: Block, draft: Draft, renderer: Renderer) -> None:
    attributes_check(block, renderer, allowed={"pool", "count"})
    count = int(number_attribute(block, renderer, "count", 1, low=1, high=20, whole=True))
    pool = block.attributes.get("pool", "")
    entry = Entry("draw", block.id or "", block.line, detail=f"pool {pool}; count {count}")
    draft.entries.append(entry)
    if not block.id:
        return
    html = renderer.html(block.body, block.line + 1)
    draw = Draw(id=block.id, pool=pool, count=count)
    draft.parts.append((block.line, DrawPart(draw=draw, html=html)))


def draws_check(draft: Draft) -> None:
    """Fills the draws with the questions of their pools, which may stand anywhere on the page."""
    pools: dict[str, dict[str, float]] = {}
    lines: dict[str, int] = {}
    for entry in draft.entries:
        if entry.question is not None and entry.question.pool:
            pools.setdefault(entry.question.pool, {})[entry.question.id] = entry.question.points
            lines.setdefault(entry.question.pool, entry.line)
    seen: set[str] = set()
    for at, (line, part) in enumerate(draft.parts):
        if not isinstance(part, DrawPart):
            continue
        pool = pools.get(part.draw.pool, {})
        if not pool:
            hint = instead(part.draw.pool, pools)
            draft.page.problem(line, f"no question has pool=`{shown(part.draw.pool)}`: {hint}")
        elif len(pool) < part.draw.count:
            message = f"pool `{part.draw.pool}` has {len(pool)} questions: draw no more than these"
            draft.page.problem(line, message)
        if part.draw.pool in seen:
            message = f"pool `{part.draw.pool}` is drawn from above: use another pool, or count="
            draft.page.problem(line, message)
        seen.add(part.draw.pool)
        draw = msgspec.structs.replace(part.draw, questions=tuple(pool))
        draft.parts[at] = (line, msgspec.structs.replace(part, draw=draw))
    for name, found in pools.items():
        if len(set(found.values())) > 1:
            message = f"the questions of pool `{name}` differ in points: chance would decide"
            draft.page.problem(lines[name], message)


def machines_check(draft: Draft, specs: Mapping[str, LabSpec]) -> None:
    """Questions that are answered by a machine must name a lab and a machine that exist."""
    for entry in draft.entries:
        question = entry.question
        if not isinstance(question, MachineQuestion):
            continue
        if question.lab not in draft.page.known.labs:
            hint = instead(question.lab, draft.page.known.labs)
            draft.page.problem(entry.line, f"there is no lab `{shown(question.lab)}`: {hint}")
        elif (spec := specs.get(question.lab)) and question.machine:
            names = [machine.name for machine in spec.machines]
            if question.machine not in names:
                hint = instead(question.machine, names)
                message = f"lab `{question.lab}` has no machine `{shown(question.machine)}`: {hint}"
                draft.page.problem(entry.line, message)
