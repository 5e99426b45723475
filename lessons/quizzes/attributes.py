"""The attributes of a question's block, read as what they should be; else a problem is told."""

from __future__ import annotations

import math
import re

from lessons.format.block import Block, Context

slug = re.compile(r"[a-z][a-z0-9-]*\Z")


def pool_attribute(block: Block, context: Context) -> str:
    name = block.attributes.get("pool", "")
    if name and not slug.match(name):
        context.problem(
            block.line,
            f"the pool {name!r} is not allowed: lower-case letters, digits and hyphens,"
            " a letter first",
        )
        return ""
    return name


def share_attribute(block: Block, context: Context, name: str, default: float) -> float:
    """`10%` or `0.1` as a share from 0 to 1."""
    text = block.attributes.get(name)
    if text is None:
        return default
    value = number_read(text.removesuffix("%"))
    if value is not None and text.endswith("%"):
        value /= 100
    if value is None or not 0 <= value <= 1:
        context.problem(block.line, f"{name} must be a share such as 10%, from 0% to 100%")
        return default
    return value


def number_attribute(  # noqa: PLR0913
    block: Block,
    context: Context,
    name: str,
    default: float,
    *,
    low: float,
    high: float,
    whole: bool = False,
) -> float:
    """The attribute as a number from `low` to `high`; its default, with a problem, otherwise."""
    if name not in block.attributes:
        return default
    value = number_read(block.attributes[name])
    if value is None or not low <= value <= high or (whole and value != int(value)):
        kind = "whole number" if whole else "number"
        context.problem(block.line, f"{name} must be a {kind} from {low:g} to {high:g}")
        return default
    return value


def bool_attribute(block: Block, context: Context, name: str, default: bool) -> bool:
    """The attribute as `true` or `false`; its default, with a problem, otherwise."""
    value = block.attributes.get(name)
    if value is not None and value not in {"true", "false"}:
        context.problem(block.line, f"{name} must be true or false")
        return default
    return default if value is None else value == "true"


def number_read(text: str) -> float | None:
    """A number as authors write it (a point, no thousands); None where it is none."""
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", text.strip(), re.ASCII):
        return None
    value = float(text)
    return value if math.isfinite(value) else None
