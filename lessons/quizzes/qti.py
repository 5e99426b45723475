"""QTI 2.1: what the kinds of questions write into an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

import msgspec

from lessons.quizzes.decimals import float_text
from lessons.quizzes.markup import elements_into

templates = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What an item holds besides its body, which the writer has filled."""

    declarations: Sequence[Element]
    processing: Element
    feedbacks: Sequence[Element] = ()
    files: Mapping[str, bytes] = {}  # beside the item, by their names


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
            entry = {"mapKey": key, "mappedValue": float_text(value)}
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


def explained(processing: Element, html: str) -> tuple[Element, list[Element]]:
    """Response processing that also tells an explanation, and the feedback that holds it."""
    way = processing.get("template", "").rpartition("/")[2]
    root = scored("map" if way == "map_response" else "match", told=True) if way else processing
    for each in [each for each in root if each.get("identifier") == "FEEDBACK"]:
        root.remove(each)
    told = SubElement(root, "setOutcomeValue", {"identifier": "FEEDBACK"})
    shown = SubElement(told, "multiple")
    SubElement(shown, "baseValue", {"baseType": "identifier"}).text = "explanation"
    return root, [feedback("explanation", html)]


def text_declared(plain: Sequence[str], case: bool) -> Element:
    """A typed response; `plain` are all accepted texts, of which the first is shown as right."""
    return declaration(
        "RESPONSE", "single", "string", list(plain[:1]), dict.fromkeys(plain, 1.0), case
    )
