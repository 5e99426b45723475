"""`.estimate`: a number that is predicted, scored by how near it comes.

Within `full` of the right number an answer earns everything, beyond `none` nothing, and evenly
less in between. `scale=linear` measures the distance as a number or as a share of the right one
(`full=10% none=50%`), `scale=log` as a factor (`full=1.5 none=10`: ten times too much or too
little earns nothing).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import number_read
from lessons.quizzes.base import Base, body_split, common_parse
from lessons.quizzes.numeric.form import Mistake, mistakes_read, rights_read

Scale = Literal["linear", "log"]


class EstimateQuestion(Base, tag="estimate", frozen=True, kw_only=True):
    """`full` and `none` are distances: of the unit, shares of `value` where `relative`, or factors
    from 1 where `scale` is "log".
    """

    value: float
    full: float
    none: float
    relative: bool = False
    scale: Scale = "linear"
    feedback: str = ""
    unit: str = ""
    mistakes: tuple[Mistake, ...] = ()


def parse(block: Block, context: Context) -> EstimateQuestion | None:
    """A question from an `.estimate` block; None where it has no id or no right number."""
    parts = body_split(block, context)
    common = common_parse(
        block,
        parts,
        context,
        attributes=("full", "none", "scale", "unit"),
        marks=("=", "~"),
    )
    scale: Scale = "log" if block.attributes.get("scale") == "log" else "linear"
    if block.attributes.get("scale", "linear") not in {"linear", "log"}:
        context.problem(block.line, "scale must be linear or log")
    full, none, relative = reach_read(block, context, scale)
    right = rights_read(block, parts, context, "an .estimate")
    mistakes, computed = mistakes_read(parts, context)
    if right is None or common is None:
        return None
    if scale == "log" and right.value <= 0 and right.formula is None:
        context.problem(block.line, "a log scale needs a right number above 0")
    if right.formula is not None:
        computed["value"] = right.formula
    return EstimateQuestion(
        **msgspec.structs.asdict(common),
        value=right.value,
        full=full,
        none=none,
        relative=relative,
        scale=scale,
        feedback=right.feedback,
        unit=block.attributes.get("unit", "").strip(),
        mistakes=mistakes,
        computed=computed,
    )


def reach_read(block: Block, context: Context, scale: Scale) -> tuple[float, float, bool]:
    """(full, none, relative); with a problem where they can't be read, or stand the wrong way."""
    texts = [block.attributes.get("full", ""), block.attributes.get("none", "")]
    if scale == "log":
        texts = [text or default for text, default in zip(texts, ("1.25", "10"), strict=True)]
        values = [number_read(text) for text in texts]
        if not all(value is not None and value >= 1 for value in values):
            context.problem(block.line, "on a log scale full and none are factors from 1 on")
            return 1.25, 10.0, False
        relative = False
    else:
        texts = [text or default for text, default in zip(texts, ("10%", "100%"), strict=True)]
        relative = texts[0].endswith("%")
        values = [number_read(text.removesuffix("%")) for text in texts]
        if texts[1].endswith("%") is not relative or None in values:
            message = "full and none must be numbers (2 and 10) or shares (10% and 50%), both alike"
            context.problem(block.line, message)
            return 0.1, 1.0, True
    full, none = (value or 0.0 for value in values)
    if not 0 <= full < none:
        context.problem(block.line, "full must be less than none: nearer earns more")
        return (1.25, 10.0, False) if scale == "log" else (0.1, 1.0, True)
    return (full / 100, none / 100, True) if relative else (full, none, False)


def ids(source: EstimateQuestion, translation: EstimateQuestion) -> EstimateQuestion:
    """A number has no choices whose ids could be taken over."""
    return translation


def agree(source: EstimateQuestion, translation: EstimateQuestion) -> list[str]:
    """Which parts of a translation contradict its source; the unit may be translated."""
    found = base_agree(source, translation)
    if source.value != translation.value:
        found.append(f"the answer is {translation.value:g}, and {source.value:g} in the source")
    names = ("full", "none", "relative", "scale")
    if any(getattr(source, name) != getattr(translation, name) for name in names):
        found.append("full, none or scale differs from the source language")
    if [each.value for each in source.mistakes] != [each.value for each in translation.mistakes]:
        found.append("the foreseen mistakes (`~ …`) differ from the source language")
    return found
