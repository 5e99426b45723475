"""What an item of QTI 2 declares: responses, what each answer earns, feedback."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.markup.texts import Texts
from lessons.quizzes.asked import NoFormError
from lessons.quizzes.markup import local, plain_text

explained = "explanation"
hidden_views = {"scorer", "author", "proctor", "testConstructor", "tutor"}


class Response(msgspec.Struct, frozen=True):
    """`mapped` is what each answer earns, where the item says so."""

    base: str
    cardinality: str
    right: tuple[str, ...]
    mapped: Mapping[str, float]
    cased: bool = False  # whether some entry keeps case
    default: float = 0


def response_read(element: Element) -> Response:
    right: list[str] = []
    mapped: dict[str, float] = {}
    cased, default = False, 0.0
    for each in element.iter():
        name = local(each)
        if name == "correctResponse":
            right = [(value.text or "").strip() for value in each.iter() if local(value) == "value"]
        elif name == "mapping":
            default = share_read(each.get("defaultValue", "0"))
        elif name == "mapEntry":
            mapped[each.get("mapKey", "").strip()] = share_read(each.get("mappedValue", "0"))
            cased = cased or each.get("caseSensitive") == "true"
    return Response(
        element.get("baseType", ""),
        element.get("cardinality", "single"),
        tuple(right),
        mapped,
        cased,
        default,
    )


def share_read(text: str) -> float:
    """A finite number; 0 where it is none."""
    if not re.fullmatch(r"\s*[+-]?\d{0,12}(\.\d{0,20})?([eE][+-]?\d{1,2})?\s*", text):
        return 0.0
    try:
        return float(text)
    except ValueError:
        return 0.0


class Item:
    """An item that is being read."""

    def __init__(  # noqa: PLR0913
        self,
        *,
        root: Element,
        body: Element,
        asked: Sequence[Element],
        responses: Mapping[str, Response],
        path: str,
        files: Mapping[str, bytes],
        texts: Texts,
    ) -> None:
        self.root = root
        self.body = body
        self.asked = asked
        self.responses = responses
        self.path = path
        self.files = files
        self.texts = texts
        self.tokens: dict[Element, str] = {}  # what stands in the text for an interaction
        self.said = {
            each.get("identifier", ""): each for each in root if local(each) == "modalFeedback"
        }
        self.used: set[str] = set()
        self.processing = next((each for each in root if local(each) == "responseProcessing"), None)

    # Text.

    def own(self, element: Element) -> str | None:
        """What an element that is no text becomes in it; None for what is one."""
        if element in self.tokens:
            return self.tokens[element]
        name = local(element)
        if name.endswith("Interaction"):
            return ""
        if name == "rubricBlock" and set(element.get("view", "candidate").split()) <= hidden_views:
            self.texts.note(f"a note for those who grade was dropped: {quoted(element)}")
            return ""
        if name in {"feedbackBlock", "feedbackInline"}:
            self.texts.note(f"what is said after an answer was dropped: {quoted(element)}")
            return ""
        if name in {"printedVariable", "infoControl", "templateBlock", "templateInline", "include"}:
            self.texts.note(f"<{name}> has no form here: {quoted(element)}")
            return ""
        return None

    def prompt(self, *, within: bool = True) -> str:
        """The text around the interactions, and the prompt of the only one."""
        around = self.texts.block(self.body)
        own = ""
        if within:
            own = "\n\n".join(
                self.texts.block(each) for each in self.asked[0] if local(each) == "prompt"
            )
        return "\n\n".join(filter(None, (around, own))) or "…"

    # Responses.

    @property
    def response(self) -> Response:
        """Of the only interaction."""
        return self.response_of(self.asked[0])

    def response_of(self, asked: Element) -> Response:
        name = asked.get("responseIdentifier", "")
        if name not in self.responses:
            raise NoFormError(f"it declares no response {name[:40]!r}")
        return self.responses[name]

    def scores_by(self, response: Response) -> str:
        """How answers are scored: "map", "match", "none" (by nothing) or "own" (by other rules)."""
        rules = self.processing
        if rules is None:
            return "map" if response.mapped else "none"
        template = rules.get("template", "") + rules.get("templateLocation", "")
        names = {local(each) for each in rules.iter()}
        if "map_response" in template or "mapResponse" in names:
            return "map" if response.mapped else "match"
        if "match_correct" in template:
            return "match"
        if names & {"match", "correct", "stringMatch", "equal", "equalRounded"}:
            return "match" if names.isdisjoint(others_score) else "own"
        return "own" if len(names) > 1 else "none"

    def shares(self, keys: Sequence[str], response: Response, *, several: bool) -> dict[str, float]:
        """The part of the points that each answer earns. NoFormError where nothing is right."""
        way = self.scores_by(response)
        if way == "map" and any(value > 0 for value in response.mapped.values()):
            if response.default:
                self.texts.note("what any other answer earned was dropped")
            positive = [value for value in response.mapped.values() if value > 0]
            total = sum(positive) if several else max(positive)
            return {key: response.mapped.get(key, 0.0) / total for key in keys}
        if not response.right:
            raise NoFormError("it does not say what is right")
        if way == "own":
            self.texts.note(
                "its own rules of scoring were not read: what it calls correct is right"
            )
        count = len(set(response.right)) if several else 1
        if several and count > 1:
            self.texts.note(
                "all right answers together earned the points there, and each its part here"
            )
            return {key: 1 / count if key in response.right else -1 / count for key in keys}
        wrong = -1.0 if several else 0.0
        return {key: 1.0 if key in response.right else wrong for key in keys}

    # Feedback.

    def feedback(self, key: str) -> str:
        """What is said of a choice beside the body."""
        self.used.add(key)
        return self.texts.phrase(self.said[key]) if key in self.said else ""

    def explanation(self) -> tuple[str, ...]:
        return self.texts.lines(self.said[explained]) if explained in self.said else ()

    def feedbacks_noted(self) -> None:
        for key, element in self.said.items():
            if key not in {*self.used, explained} and plain_text(element).strip():
                self.texts.note(f"what is said after an answer was dropped: {quoted(element)}")


others_score = {
    "mapResponsePoint",
    "customOperator",
    "gt",
    "lt",
    "gte",
    "lte",
    "lookupOutcomeValue",
}


def quoted(element: Element) -> str:
    text = " ".join(plain_text(element).split())
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”"
