"""Bounding boxes of the elements of an SVG. Pure.

Of a curve the box holds its control points, so that it may be larger than what is drawn, and is
never smaller; of text it is an estimate, which counts only where an element has no shape.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from lessons.quizzes.markup import local

number = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
step = re.compile(rf"[A-Za-z]|{number.pattern}")
function = re.compile(r"([a-zA-Z]+)\s*\(([^)]*)\)")
lengths = {"M": 2, "L": 2, "T": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7}
letter_width = 0.6  # of the size of a font

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]  # as SVG's matrix(a b c d e f)
unit: Matrix = (1, 0, 0, 1, 0, 0)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def box_of(root: Element, wanted: Element) -> Box | None:
    """The box of `wanted`, which is in `root`, in the coordinates of `root`'s viewBox; None where
    it draws nothing.
    """
    for element, matrix in placed(root, unit):
        if element is wanted:
            drawn = [*placed(wanted, matrix, own=False)]
            for points in (shape_points, text_points):
                found = [moved(at, point) for each, at in drawn for point in points(each)]
                if found:
                    xs, ys = zip(*found, strict=True)
                    return Box(min(xs), min(ys), max(xs), max(ys))
    return None


def placed(
    element: Element, matrix: Matrix, *, own: bool = True
) -> Iterator[tuple[Element, Matrix]]:
    """`element` and all within it, with where they are; `own`: its own transform counts too."""
    if own:
        matrix = joined(matrix, transform(element.get("transform", "")))
    yield element, matrix
    for child in element:
        yield from placed(child, matrix)


def shape_points(element: Element) -> list[Point]:
    def value(name: str) -> float:
        found = number.match(element.get(name, "").strip())
        return float(found[0]) if found else 0.0

    match local(element):
        case "rect":
            return corners(value("x"), value("y"), value("width"), value("height"))
        case "circle" | "ellipse" as name:
            across = value("r" if name == "circle" else "rx")
            down = value("r" if name == "circle" else "ry")
            return corners(value("cx") - across, value("cy") - down, 2 * across, 2 * down)
        case "line":
            return [(value("x1"), value("y1")), (value("x2"), value("y2"))]
        case "polyline" | "polygon":
            return pairs([float(each) for each in number.findall(element.get("points", ""))])
        case "path":
            return path_points(element.get("d", ""))
    return []


def text_points(element: Element) -> list[Point]:
    if local(element) != "text":
        return []
    numbers = {
        name: float(found[0])
        for name in ("x", "y", "font-size")
        if (found := number.match(element.get(name, "").strip()))
    }
    size = numbers.get("font-size", 16.0)
    width = letter_width * size * len(" ".join("".join(element.itertext()).split()))
    before = {"middle": width / 2, "end": width}.get(element.get("text-anchor", ""), 0.0)
    return corners(numbers.get("x", 0.0) - before, numbers.get("y", 0.0) - size, width, 1.2 * size)


def path_points(text: str) -> list[Point]:
    """End points and control points, absolute; of an arc also what its radii reach at most."""
    found: list[Point] = []
    start = here = (0.0, 0.0)
    for name, values in path_steps(text):
        kind, relative = name.upper(), name.islower()
        base = here if relative else (0.0, 0.0)
        if kind == "Z":
            here = start
        elif kind == "H":
            here = (base[0] + values[0], here[1])
        elif kind == "V":
            here = (here[0], base[1] + values[0])
        elif kind == "A":
            end = (base[0] + values[5], base[1] + values[6])
            reach = arc_reach(values, math.dist(here, end) / 2)
            middle = ((here[0] + end[0]) / 2, (here[1] + end[1]) / 2)
            found += corners(middle[0] - reach, middle[1] - reach, 2 * reach, 2 * reach)
            here = end
        else:
            points = [(base[0] + x, base[1] + y) for x, y in pairs(values)]
            found += points
            here = points[-1]
            start = here if kind == "M" else start
        found.append(here)
    return found


def arc_reach(values: list[float], half: float) -> float:
    """How far an arc goes at most from the middle of its chord, of which `half` is half."""
    across, down, _turn, large = (abs(each) for each in values[:4])
    if large:
        return 2 * max(across, down, half)
    return half if across == down else max(across, down, half)


def path_steps(text: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with their numbers, one a step; what has too few numbers ends it."""
    tokens = step.findall(text)
    at, name = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            name, at = tokens[at], at + 1
            if name.upper() == "Z":
                yield name, []
                continue
        length = lengths.get(name.upper(), 0)
        part = tokens[at : at + length]
        if not length or len(part) < length or any(each.isalpha() for each in part):
            return
        yield name, [float(each) for each in part]
        at += length
        name = {"M": "L", "m": "l"}.get(name, name)  # what follows a move without a name


def corners(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]


def pairs(values: list[float]) -> list[Point]:
    return list(zip(values[::2], values[1::2], strict=False))


def transform(text: str) -> Matrix:
    """The matrix of a `transform`; what is not known changes nothing."""
    matrix = unit
    for name, inside in function.findall(text):
        values = [float(each) for each in number.findall(inside)]
        matrix = joined(matrix, one_transform(name, values))
    return matrix


def one_transform(name: str, values: list[float]) -> Matrix:  # noqa: PLR0911
    first, second = [*values, 0.0, 0.0][:2]
    match name, len(values):
        case "matrix", 6:
            a, b, c, d, e, f = values
            return a, b, c, d, e, f
        case "translate", 1 | 2:
            return 1, 0, 0, 1, first, second
        case "scale", 1 | 2:
            return first, 0, 0, second if len(values) > 1 else first, 0, 0
        case "skewX", 1:
            return 1, 0, math.tan(math.radians(first)), 1, 0, 0
        case "skewY", 1:
            return 1, math.tan(math.radians(first)), 0, 1, 0, 0
        case "rotate", 1 | 3:
            turn = math.radians(first)
            cos, sin = math.cos(turn), math.sin(turn)
            x, y = values[1:] if len(values) > 1 else (0.0, 0.0)
            return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y
    return unit


def joined(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f
