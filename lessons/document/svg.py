"""A figure's SVG, rebuilt from an allow-list, so that it can be inlined and follow the theme."""

from __future__ import annotations

import functools
import html as htmllib
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from xml.parsers import expat

import msgspec

from lessons.document.shapes import Element, shapes_of
from lessons.format import limits
from virtlearn.core.wording import shown, slug_is, slug_rule

namespace = "http://www.w3.org/2000/svg"
tags = {
    *("svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path"),
    *("text", "tspan"),
}
dropped = {"title", "desc", "metadata"}  # with all that is in them; the alt text says it
attributes = {
    *("viewBox", "preserveAspectRatio", "transform", "class", "opacity"),
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"),
    *("d", "points", "dx", "dy", "rotate", "textLength", "lengthAdjust", "pathLength"),
    *("fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap"),
    *("stroke-linejoin", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity"),
    *("text-anchor", "dominant-baseline", "font-size", "font-weight", "font-style", "clip-rule"),
}
allowed_value = re.compile(r"[\w\s.,:;%#()+\-]*\Z", re.ASCII)
class_value = re.compile(r"[a-z0-9 _-]*\Z")


class Svg(msgspec.Struct, frozen=True):
    """What stands between the tags of the root, safe to put into a page, without ids.

    It is cut where an element had one: behind `pieces[n]` the attributes of the element that was
    called `parts[n]` go on. There is one piece more than there are parts.
    """

    view_box: str
    pieces: tuple[str, ...]
    problems: tuple[tuple[int, str], ...]  # (line, message)
    parts: tuple[str, ...] = ()

    @property
    def inner(self) -> str:
        return "".join(self.pieces)


class StopError(Exception):
    """Reading goes no further."""


class Reader:
    """expat's events into text; the tree is never built, so depth costs nothing."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.out: list[str] = []
        self.cuts: dict[str, int] = {}  # id → how many pieces of `out` stand before it
        self.open: list[str] = []
        self.others: list[list[Element]] = []  # of each that is open: what is drawn beside it
        self.skipped = 0  # how many elements that are left out are open
        self.view_box = ""
        self.problems: list[tuple[int, str]] = []

    def problem(self, message: str) -> None:
        if len(self.problems) < limits.problems_in_file:
            self.problems.append((self.parser.CurrentLineNumber, message))

    def doctype(self, *_: object) -> None:
        self.problem("take the DOCTYPE away: a figure needs none")
        raise StopError

    def start(self, name: str, values: Mapping[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if not self.open and not self.skipped and (tag != "svg" or space not in {namespace, ""}):
            self.problem('this is no SVG: begin with <svg xmlns="http://www.w3.org/2000/svg">')
            raise StopError
        if self.skipped:
            self.skipped += 1
            return
        if len(self.open) >= limits.svg_depth:
            self.problem("groups are nested too deeply here")
            raise StopError
        if tag not in tags or space not in {namespace, ""} or (self.open and tag == "svg"):
            self.skipped = 1
            if tag not in dropped:
                self.problem(f"<{shown(tag)}> is not allowed in a figure: draw it with shapes")
            return
        kept = [pair for pair in values.items() if self.keeps(tag, *pair)]
        if self.open:
            (shape, given), *others = shapes_of(tag, dict(kept))
            self.write(shape, values, given)
            self.others.append(others)
            tag = shape
        else:
            self.root(dict(kept))
            self.others.append([])
        self.open.append(tag)

    def write(self, tag: str, values: Mapping[str, str], given: Mapping[str, str]) -> None:
        """The beginning of an element; `values` are its attributes as they were written, `given`
        those that it gets."""
        self.out.append(f"<{tag}")
        self.opened(tag, values)
        self.out += [f' {key}="{htmllib.escape(value)}"' for key, value in given.items()]
        self.out.append(">")

    def opened(self, tag: str, values: Mapping[str, str]) -> None:
        """Notes where the attributes of an element with a name begin."""
        if name := self.part_name(tag, values):
            self.cuts[name] = len(self.out)

    def part_name(self, tag: str, values: Mapping[str, str]) -> str:
        """The id of an element, by which a question can ask for it; "" where it has none."""
        name = values.get("id", "")
        if not name:
            return ""
        if not slug_is(name):
            self.problem(f"`id` of <{tag}> is no name for a part of a figure: write {slug_rule}")
            return ""
        if name in self.cuts:
            self.problem(f"two parts of this figure are called `{name}`: name one otherwise")
            return ""
        return name

    def root(self, values: Mapping[str, str]) -> None:
        self.view_box = " ".join(values.get("viewBox", "").replace(",", " ").split())
        if not re.fullmatch(r"(-?\d{1,6}(\.\d{1,4})? ?){4}", self.view_box):
            self.problem('give the figure a viewBox, as in viewBox="0 0 640 320"')
            self.view_box = "0 0 640 320"
        for key in ("width", "height"):
            if key in values:
                self.problem(f"take {key} off the <svg>: the page decides how large a figure is")

    def keeps(self, tag: str, key: str, value: str) -> bool:
        """Whether an attribute is on the list and harmless; else it is a problem."""
        if tag == "svg" and key in {"role", "aria-label", "version", "class"}:
            return False  # the page sets these itself
        if tag != "svg" and key == "id":
            return False  # a name for `part_name`, and none on the page
        if key not in attributes:
            name = shown(key.rpartition(" ")[2])
            why = {
                "style": "write a class or an attribute such as fill",
                "id": "figures are inlined, and ids are the page's",  # of <svg> itself
                "href": "a figure links to nothing",
            }.get(name, "it is not allowed in a figure")
            self.problem(f"`{name}` must go from <{tag}>: {why}")
            return False
        if key == "class":
            fine = class_value.match(value) is not None
        else:
            fine = allowed_value.match(value) is not None and "url" not in value.lower()
        if not fine or len(value) > 20_000:
            self.problem(f"`{key}` of <{tag}> has a value that is not allowed: {shown(value)}")
        return fine and len(value) <= 20_000

    def end(self, _: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        tag, others = self.open.pop(), self.others.pop()
        if self.open:
            self.out.append(f"</{tag}>")
        for more, given in others:
            self.write(more, {"class": given.get("class", "")}, given)
            self.out.append(f"</{more}>")

    def text(self, data: str) -> None:
        if not self.skipped and self.open:
            inside = self.open[-1] in {"text", "tspan"}
            self.out.append(htmllib.escape(data, quote=False) if inside else " "[: len(data)])

    def read(self, content: bytes) -> bool:
        """Whether all of it could be read. Never raises."""
        try:
            self.parser.Parse(content, True)
        except StopError:
            return False
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = getattr(error, "lineno", 1)
            reason = (
                expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "encoding"
            )
            self.problems.append((line, f"this is not well-formed XML: {reason}"))
            return False
        return True

    def pieces(self, cuts: Iterable[int]) -> tuple[str, ...]:
        """What was kept, cut where so many pieces of `out` stand before; without white space
        around it."""
        found = ["".join(self.out[one:other]) for one, other in pairwise((0, *cuts, len(self.out)))]
        found[0] = found[0].lstrip()
        found[-1] = found[-1].rstrip()
        return tuple(found)


@functools.lru_cache(maxsize=256)
def svg_read(content: bytes) -> Svg:
    """Never raises; it is empty where the file is no SVG."""
    reader = Reader()
    if not reader.read(content):
        return Svg("0 0 640 320", ("",), tuple(reader.problems))
    pieces = reader.pieces(reader.cuts.values())
    return Svg(reader.view_box, pieces, tuple(reader.problems), tuple(reader.cuts))
