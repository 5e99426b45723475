"""QTI 2.1: what the kinds of questions write into an item, and read from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

import msgspec

from lessons.quizzes.gift import number
from lessons.quizzes.markup import elements_into, local, markdown_inline, markdown_of

# What an item can ask: the name of its only interaction, or what is typed. graded: a number with
# several tolerances; gaps: several interactions in one text.
QtiForm = Literal[
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "hotspotInteraction",
    "gaps",
    "lines",
    "number",
    "graded",
    "text",
]

templates = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What an item holds besides its body, which the writer has filled."""

    declarations: Sequence[Element]
    processing: Element
    feedbacks: Sequence[Element] = ()
    files: Mapping[str, bytes] = {}  # beside the item, by their names


class Response(msgspec.Struct, frozen=True):
    """What an item says of one response: `mapped` is what each answer earns."""

    base: str
    cardinality: str
    right: tuple[str, ...]
    mapped: Mapping[str, float]


class QtiSource(msgspec.Struct, frozen=True, kw_only=True):
    """An item that is being read: its interactions, of which most kinds have one."""

    root: Element
    body: Element
    asked: Sequence[Element]
    responses: Mapping[str, Response]
    path: str = ""  # of the item in its package
    files: Mapping[str, bytes] = {}  # the package's figures, by their paths

    @property
    def response(self) -> Response:
        """Of the only interaction."""
        return self.responses[self.asked[0].get("responseIdentifier", "")]

    @property
    def prompt(self) -> str:
        """The text around the only interaction, and its own prompt."""
        own = next((markdown_of(each) for each in self.asked[0] if local(each) == "prompt"), "")
        around = markdown_of(without(self.body, self.asked[0]))
        return "\n\n".join(filter(None, (around, own))) or "…"


# --- writing -------------------------------------------------------------------------------------


def declaration(  # noqa: PLR0913, PLR0917
    name: str,
    cardinality: str,
    base: str,
    right: list[str],
    mapping: Mapping[str, float] | None = None,
    case: bool = False,
) -> Element:
    """A response: what is right, and what each answer earns."""
    root = Element(
        "responseDeclaration", {"identifier": name, "cardinality": cardinality, "baseType": base}
    )
    correct = SubElement(root, "correctResponse")
    for each in right:
        SubElement(correct, "value").text = each
    if mapping is not None:
        table = SubElement(
            root, "mapping", {"defaultValue": "0", "lowerBound": "0", "upperBound": "1"}
        )
        for key, value in mapping.items():
            entry = {"mapKey": key, "mappedValue": number(value)}
            if base == "string":
                entry["caseSensitive"] = "true" if case else "false"
            SubElement(table, "mapEntry", entry)
    return root


def template(name: str) -> Element:
    return Element("responseProcessing", {"template": f"{templates}/{name}"})


def feedback(key: str, html: str) -> Element:
    """What is said where `key` (a choice, or "explanation") is among the feedback."""
    root = Element(
        "modalFeedback", {"outcomeIdentifier": "FEEDBACK", "identifier": key, "showHide": "show"}
    )
    elements_into(root, html)
    return root


def scored(way: str, *, told: bool) -> Element:
    """Response processing: `match` or `map`; with `told`, the response is the feedback too."""
    if not told:
        return template("match_correct" if way == "match" else "map_response")
    root = Element("responseProcessing")
    if way == "map":
        value = SubElement(root, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(value, "mapResponse", {"identifier": "RESPONSE"})
    else:
        condition = SubElement(root, "responseCondition")
        branch = SubElement(condition, "responseIf")
        match = SubElement(branch, "match")
        SubElement(match, "variable", {"identifier": "RESPONSE"})
        SubElement(match, "correct", {"identifier": "RESPONSE"})
        value = SubElement(branch, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(value, "baseValue", {"baseType": "float"}).text = "1"
    said = SubElement(root, "setOutcomeValue", {"identifier": "FEEDBACK"})
    shown = SubElement(said, "multiple")
    SubElement(shown, "variable", {"identifier": "RESPONSE"})
    SubElement(shown, "baseValue", {"baseType": "identifier"}).text = "explanation"
    return root


def text_declared(plain: Sequence[str], case: bool) -> Element:
    """A typed response; `plain` are all accepted texts, of which the first is shown as right."""
    return declaration(
        "RESPONSE", "single", "string", list(plain[:1]), dict.fromkeys(plain, 1.0), case
    )


# --- reading -------------------------------------------------------------------------------------


def response_read(element: Element) -> Response:
    right: list[str] = []
    mapped: dict[str, float] = {}
    for each in element.iter():
        if local(each) == "value":
            right.append(" ".join((each.text or "").split(" ")).strip())
        elif local(each) == "mapEntry":
            mapped[each.get("mapKey", "")] = share_read(each.get("mappedValue", "0"))
    return Response(
        element.get("baseType", ""), element.get("cardinality", ""), tuple(right), mapped
    )


def share_read(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def without(element: Element, asked: Element) -> Element:
    """A copy that lacks one element."""
    copy = Element(element.tag, dict(element.attrib))
    copy.text = element.text
    for child in element:
        if child is asked:
            last = copy[-1] if len(copy) else None
            if last is not None:
                last.tail = (last.tail or "") + (child.tail or "")
            else:
                copy.text = (copy.text or "") + (child.tail or "")
            continue
        made = without(child, asked)
        made.tail = child.tail
        copy.append(made)
    return copy


def choice_texts(asked: Element) -> dict[str, tuple[str, str]]:
    """Identifier → text and feedback of each choice."""
    found: dict[str, tuple[str, str]] = {}
    for each in asked:
        if local(each) not in {"simpleChoice", "simpleAssociableChoice"}:
            continue
        said = [child for child in each if local(child) == "feedbackInline"]
        bare = each
        for _ in said:
            bare = without(bare, next(c for c in bare if local(c) == "feedbackInline"))
        feedback = " ".join(markdown_inline(child) for child in said)
        found[each.get("identifier", "")] = (markdown_inline(bare), feedback)
    return found


def feedbacks_read(root: Element) -> dict[str, str]:
    """Identifier → what is said, of the feedback beside the body."""
    return {
        each.get("identifier", ""): markdown_inline(each)
        for each in root
        if local(each) == "modalFeedback"
    }
