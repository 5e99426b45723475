"""Places in a figure in QTI: a hotspotInteraction, its figure an SVG in the package.

Each region is told by the box around its element. The element keeps its id in the figure, and the
choice has it as its `label`, so that the question can be read again. A figure of another system is
taken where it is an SVG in which the choices name elements: here a region is one.
"""

from __future__ import annotations

import hashlib
import math
import posixpath
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from lessons.quizzes import qti
from lessons.quizzes.asked import Asked, NoFormError
from lessons.quizzes.hotspot.bounds import box_of
from lessons.quizzes.hotspot.form import HotspotQuestion
from lessons.quizzes.imported import ImportedBlock, one_line, with_feedback
from lessons.quizzes.markup import elements_into, escaped, local, plain_of_html
from lessons.quizzes.qti import Written
from virtlearn.core.wording import slug_is, slug_of

namespace = "http://www.w3.org/2000/svg"
drawn = re.compile(r"<svg\b.*</svg>", re.DOTALL)
# The classes of a course's figures, as a book on paper has them.
style = """
svg { fill: none } text { fill: #1c2430; font-family: sans-serif; font-size: 16px }
.muted { fill: #546072 } .line, .arrow { stroke: #546072 } polygon.arrow { fill: #546072 }
.container:not(text) { stroke: #0f6b64; fill: #e3f3f1 }
.system-container:not(text) { stroke: #6d3fc0; fill: #efe9fb }
.vm:not(text) { stroke: #9a4a06; fill: #fdf1e0 } .host:not(text) { stroke: #475569; fill: #eceff3 }
"""


def qti_out(question: HotspotQuestion, body: Element) -> Written | None:
    """None where a region draws nothing that a box could be put around."""
    found = drawn.search(question.figure)
    if found is None:
        return None
    figure = defusedxml.ElementTree.fromstring(found[0])
    said = figure.get("aria-label", "")
    left, top, width, height = view_box(figure)
    spots = {spot: each for each in figure.iter() if (spot := each.attrib.pop("data-spot", ""))}
    coords: dict[str, str] = {}
    for region in question.regions:
        box = box_of(figure, spots[region.id]) if region.id in spots else None
        if box is None:
            return None
        spots[region.id].set("id", region.part)
        low = math.floor(box.left - left), math.floor(box.top - top)
        high = math.ceil(box.right - left), math.ceil(box.bottom - top)
        coords[region.id] = ",".join(str(max(0, each)) for each in (*low, *high))
    data = figure_written(figure, width, height)
    name = f"{question.id}-{hashlib.sha256(data).hexdigest()[:8]}.svg"
    shown = Element(
        "object",
        {"type": "image/svg+xml", "data": name, "width": str(width), "height": str(height)},
    )
    shown.text = said
    interaction_into(body, question, shown, coords)
    rights = [region.id for region in question.regions if region.right]
    mapping = {each.id: (1 if each.right else -1) / len(rights) for each in question.regions}
    many = question.multiple
    told = [(each.id, each.feedback) for each in question.regions if each.feedback]
    if question.explanation:
        told.append(("explanation", question.explanation))
    return Written(
        declarations=[
            qti.declaration(
                "RESPONSE",
                "multiple" if many else "single",
                "identifier",
                rights,
                mapping if many else None,
            )
        ],
        processing=qti.scored("map" if many else "match", told=bool(told)),
        feedbacks=[qti.feedback(key, html) for key, html in told],
        files={name: data},
    )


def interaction_into(
    body: Element, question: HotspotQuestion, shown: Element, coords: dict[str, str]
) -> None:
    """The prompt, and the interaction with its figure and regions."""
    elements_into(body, question.prompt)
    asked = SubElement(
        body,
        "hotspotInteraction",
        {"responseIdentifier": "RESPONSE", "maxChoices": "0" if question.multiple else "1"},
    )
    asked.append(shown)
    for region in question.regions:
        SubElement(
            asked,
            "hotspotChoice",
            {
                "identifier": region.id,
                "label": region.part,
                "shape": "rect",
                "coords": coords[region.id],
                "hotspotLabel": plain_of_html(region.html),
            },
        )


def view_box(figure: Element) -> tuple[float, float, int, int]:
    """Left, top, width and height; of a figure without a viewBox, its own size."""
    try:
        left, top, width, height = map(float, figure.get("viewBox", "").replace(",", " ").split())
    except ValueError:
        left = top = 0.0
        width, height = (size(figure.get(name, "")) for name in ("width", "height"))
    return left, top, max(1, round(width)), max(1, round(height))


def size(text: str) -> float:
    found = re.match(r"\d{1,5}(\.\d{1,4})?", text)
    return float(found[0]) if found else 0.0


def figure_written(figure: Element, width: int, height: int) -> bytes:
    """The figure by itself: what the page's style sheet gives it, it brings along."""
    root = Element(
        "svg",
        {
            "xmlns": namespace,
            "viewBox": figure.get("viewBox", f"0 0 {width} {height}"),
            "width": str(width),
            "height": str(height),
        },
    )
    SubElement(root, "style").text = style
    root.extend(figure)
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data


# --- reading -------------------------------------------------------------------------------------


def taken(asked: Asked) -> ImportedBlock:
    """NoFormError where its figure is not one of the course format."""
    file, said, content = asked.figure
    figure = figure_read(content)
    parts = {each.get("id", "") for each in figure.iter()}
    lines: list[str] = []
    for each in asked.answers:
        if each.key not in parts or not slug_is(each.key):
            raise NoFormError(
                f"its place {each.quoted} is no element of the figure: none has that id"
            )
        right = each.share > 0
        words = f"{one_line(each.text)} {{#{each.key}}}"
        lines.append(f"- [{'x' if right else ' '}] {with_feedback(words, each.feedback)}")
    name = f"{slug_of(posixpath.basename(file).removesuffix('.svg'))}.svg"
    many = not asked.single and sum(each.share > 0 for each in asked.answers) == 1
    return ImportedBlock(
        kind="hotspot",
        attributes={"multiple": "true"} if many else {},
        prompt=f"{asked.prompt}\n\n![{escaped(said) or '…'}]({name})",
        lines=("", *lines, *asked.last),
        files={name: serialised(figure)},
    )


def figure_read(data: bytes) -> Element:
    """The SVG as a course has it: its size is the page's, and so are its colours."""
    try:
        found = defusedxml.ElementTree.fromstring(data)
    except DefusedXmlException:
        raise NoFormError("its figure declares entities, which are not read") from None
    except ElementTree.ParseError:
        raise NoFormError("its figure is no XML") from None
    if local(found) != "svg":
        raise NoFormError("its figure is no SVG")
    _, _, width, height = view_box(found)
    root = plain_copy(found)
    root.set("viewBox", root.get("viewBox", f"0 0 {width} {height}"))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("xmlns", namespace)
    return root


def plain_copy(element: Element) -> Element:
    """Without namespaces and styles."""
    kept = {key: text for key, text in element.attrib.items() if "}" not in key}
    copy = Element(local(element), kept)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(plain_copy(child) for child in element if local(child) != "style")
    return copy


def serialised(root: Element) -> bytes:
    data: bytes = ElementTree.tostring(root, "utf-8")
    return data + b"\n"
