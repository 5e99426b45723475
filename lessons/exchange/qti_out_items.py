"""What a QTI 2.1 item holds, by kind of question: responses, their processing, feedback."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from lessons.exchange.gift_out import number
from lessons.exchange.markup import elements_into, plain_of_html
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.cloze import ClozeQuestion, gap_token
from lessons.quizzes.estimate import EstimateQuestion
from lessons.quizzes.match import MatchQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.order import OrderQuestion
from lessons.quizzes.output import OutputQuestion
from lessons.quizzes.short import ShortQuestion, is_regex

templates = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"

Written = tuple[list[Element], Element, list[Element]]


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


def choice_write(question: ChoiceQuestion, body: Element) -> Written:
    rights = [each.id for each in question.choices if each.right]
    mapping = {each.id: (1 if each.right else -1) / len(rights) for each in question.choices}
    many = question.multiple
    given = declaration(
        "RESPONSE",
        "multiple" if many else "single",
        "identifier",
        rights,
        mapping if many else None,
    )
    elements_into(body, question.prompt)
    asked = SubElement(
        body,
        "choiceInteraction",
        {
            "responseIdentifier": "RESPONSE",
            "shuffle": "true" if question.shuffle else "false",
            "maxChoices": "0" if many else "1",
        },
    )
    for choice in question.choices:
        place = SubElement(asked, "simpleChoice", {"identifier": choice.id})
        elements_into(place, choice.html)
    said = [(each.id, each.feedback) for each in question.choices if each.feedback]
    if question.explanation:
        said.append(("explanation", question.explanation))
    processing = scored("map" if many else "match", told=bool(said))
    return [given], processing, [feedback(key, html) for key, html in said]


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


def order_write(question: OrderQuestion, body: Element) -> Written:
    given = declaration("RESPONSE", "ordered", "identifier", [each.id for each in question.items])
    elements_into(body, question.prompt)
    asked = SubElement(
        body, "orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"}
    )
    for each in sorted(question.items, key=lambda item: item.id):  # not as they belong
        elements_into(SubElement(asked, "simpleChoice", {"identifier": each.id}), each.html)
    return [given], template("match_correct"), []


def match_write(question: MatchQuestion, body: Element) -> Written:
    right = [f"{pair.left} {pair.right}" for pair in question.pairs]
    given = declaration(
        "RESPONSE",
        "multiple",
        "directedPair",
        right,
        {each: 1 / len(right) for each in right},
    )
    elements_into(body, question.prompt)
    asked = SubElement(
        body,
        "matchInteraction",
        {
            "responseIdentifier": "RESPONSE",
            "shuffle": "true",
            "maxAssociations": str(len(question.lefts)),
        },
    )
    for sides, most in ((question.lefts, "1"), (question.rights, "0")):
        group = SubElement(asked, "simpleMatchSet")
        for side in sides:
            attributes = {"identifier": side.id, "matchMax": most}
            elements_into(SubElement(group, "simpleAssociableChoice", attributes), side.html)
    return [given], template("map_response"), []


def typed_write(question: ShortQuestion | OutputQuestion, body: Element) -> Written:
    if isinstance(question, ShortQuestion):
        plain = [each.pattern for each in question.accepted if not is_regex(each.pattern)]
    else:
        lines = [each for each in question.lines if not is_regex(each)]
        plain = ["\n".join(lines)] if len(lines) == len(question.lines) else []
    if not plain:
        return [], Element("responseProcessing"), []
    mapping = dict.fromkeys(plain, 1.0)
    given = declaration("RESPONSE", "single", "string", plain[:1], mapping, question.case)
    elements_into(body, question.prompt)
    attributes = {"responseIdentifier": "RESPONSE"}
    if isinstance(question, OutputQuestion):
        attributes["expectedLines"] = str(len(question.lines))
        SubElement(body, "extendedTextInteraction", attributes)
    else:
        SubElement(SubElement(body, "p"), "textEntryInteraction", attributes)
    return [given], template("map_response"), []


def number_write(question: NumericQuestion | EstimateQuestion, body: Element) -> Written:
    given = declaration("RESPONSE", "single", "float", [number(question.value)])
    elements_into(body, question.prompt)
    place = SubElement(body, "p")
    SubElement(place, "textEntryInteraction", {"responseIdentifier": "RESPONSE"})
    place[-1].tail = f" {question.unit}" if question.unit else None
    root = Element("responseProcessing")
    condition = SubElement(root, "responseCondition")
    for at, (share, reach) in enumerate(reaches(question)):
        branch = SubElement(condition, "responseElseIf" if at else "responseIf")
        near = SubElement(
            branch,
            "equal",
            {"toleranceMode": "absolute", "tolerance": f"{number(reach)} {number(reach)}"},
        )
        SubElement(near, "variable", {"identifier": "RESPONSE"})
        SubElement(near, "correct", {"identifier": "RESPONSE"})
        value = SubElement(branch, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(value, "baseValue", {"baseType": "float"}).text = number(share)
    return [given], root, []


def reaches(question: NumericQuestion | EstimateQuestion) -> list[tuple[float, float]]:
    """Shares of the points, and how near an answer must be for each."""
    value = abs(question.value)
    if isinstance(question, NumericQuestion):
        return [(1, question.tolerance * value if question.relative else question.tolerance)]
    if question.scale == "log":
        middle = (question.full * question.none) ** 0.5
        return [(1, value * (question.full - 1)), (0.5, value * (middle - 1))]
    scale = value if question.relative else 1.0
    return [(1, question.full * scale), (0.5, (question.full + question.none) / 2 * scale)]


def cloze_write(question: ClozeQuestion, body: Element) -> Written:
    declarations: list[Element] = []
    total = Element("sum")
    share = 1 / len(question.gaps)
    html = gap_token.sub(lambda found: f"<samp>{found[0]}</samp>", question.prompt)
    elements_into(body, html)
    places = {child: parent for parent in body.iter() for child in parent}
    for place in [each for each in body.iter("samp") if gap_token.fullmatch(each.text or "")]:
        found = gap_token.fullmatch(place.text or "")
        at = int(found[1]) if found else 0
        gap, name = question.gaps[at], f"RESPONSE{at + 1}"
        plain = [each for each in gap.accepted if gap.options or not is_regex(each)]
        base = "identifier" if gap.options else "string"
        earned = dict.fromkeys(plain, share)
        declarations.append(declaration(name, "single", base, plain[:1], earned, question.case))
        SubElement(total, "mapResponse", {"identifier": name})
        parent = places[place]
        index = list(parent).index(place)
        if gap.options:
            field = Element(
                "inlineChoiceInteraction", {"responseIdentifier": name, "shuffle": "true"}
            )
            for key, text in sorted(gap.options):
                SubElement(field, "inlineChoice", {"identifier": key}).text = text
        else:
            field = Element("textEntryInteraction", {"responseIdentifier": name})
        field.tail = place.tail
        parent[index] = field
    root = Element("responseProcessing")
    SubElement(root, "setOutcomeValue", {"identifier": "SCORE"}).append(total)
    return declarations, root, []


writers: Mapping[type, Callable[[Any, Element], Written]] = {
    ChoiceQuestion: choice_write,
    ClozeQuestion: cloze_write,
    EstimateQuestion: number_write,
    MatchQuestion: match_write,
    NumericQuestion: number_write,
    OrderQuestion: order_write,
    OutputQuestion: typed_write,
    ShortQuestion: typed_write,
}


def identifier(name: str) -> str:
    """An NCName made of `name`."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", plain_of_html(name))[:60] or "item"
