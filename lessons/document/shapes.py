"""Gives a technology its shape in a figure: a rectangle of its class is drawn as what it is.

A container has a cut corner, a system container round ones, a virtual machine a second border,
around a kernel of its own. Authors write `<rect class="container" …>`; this is the one place that
knows how each looks. What is inside of one has its colour alone: `class="vm part"`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

number = re.compile(r"-?\d+(\.\d+)?\Z")
least = 24  # units; what is lower or narrower is a bar or a mark, and keeps its edges
cut = 10  # of a container's corner
rounded = 10  # radius of a system container's corners
between = 4  # from a virtual machine's outer border to its inner one

Attributes = dict[str, str]
Element = tuple[str, Attributes]


def shapes_of(tag: str, values: Mapping[str, str]) -> list[Element]:
    """What is drawn for an element: itself, in the shape of its class, and what belongs to it."""
    plain = (tag, dict(values))
    kinds = values.get("class", "").split()
    sides = [values.get(name, "0") for name in ("x", "y", "width", "height")]
    if tag != "rect" or "part" in kinds or not all(map(number.match, sides)):
        return [plain]
    x, y, width, height = map(float, sides)
    if min(width, height) < least:
        return [plain]
    if "container" in kinds:
        return [("path", {**without_box(values), "d": notched(x, y, width, height)})]
    if "system-container" in kinds:
        return [("rect", {**values, "rx": str(rounded)})]
    if "vm" in kinds:
        inner = {
            **values,
            "class": f"{values['class']} inner",
            "x": f"{x + between:g}",
            "y": f"{y + between:g}",
            "width": f"{width - 2 * between:g}",
            "height": f"{height - 2 * between:g}",
            "rx": "1",
        }
        return [("rect", {**values, "rx": "3"}), ("rect", inner)]
    return [plain]


def notched(x: float, y: float, width: float, height: float) -> str:
    """The path of a box whose upper right corner is cut."""
    right, low = x + width, y + height
    return f"M{x:g} {y:g}H{right - cut:g}L{right:g} {y + cut:g}V{low:g}H{x:g}Z"


def without_box(values: Mapping[str, str]) -> Attributes:
    box = ("x", "y", "width", "height", "rx", "ry")
    return {name: value for name, value in values.items() if name not in box}
