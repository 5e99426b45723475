"""How QTI 1.2 scores an answer: its conditions, evaluated for answers that are tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from lessons.exchange.qti2.parts import share_read
from lessons.quizzes.markup import local

Given = Mapping[str, frozenset[str]]  # response → what was answered to it
whole_score = 100.0  # of "SCORE.max", which says no number
compared = {"varequal", "varsubset", "varsubstring", "vargt", "vargte", "varlt", "varlte"}


class Scoring:
    """The conditions of one item."""

    def __init__(self, item: Element) -> None:
        self.conditions = [each for each in item.iter() if local(each) == "respcondition"]

    def score(self, given: Given) -> float:
        total = 0.0
        for condition in self.conditions:
            changes = [each for each in condition if local(each) == "setvar" and scores(each)]
            if not changes or not self.met(condition, given):
                continue
            for change in changes:
                total = changed(total, change)
            replaced = any(change.get("action", "Set") == "Set" for change in changes)
            if replaced and condition.get("continue", "No").lower() != "yes":
                break
        return total

    def feedbacks(self, given: Given) -> frozenset[str]:
        """Names of what is said of an answer."""
        return frozenset(
            each.get("linkrefid", "")
            for condition in self.conditions
            if self.met(condition, given)
            for each in condition
            if local(each) == "displayfeedback"
        )

    def met(self, condition: Element, given: Given) -> bool:
        variables = [each for each in condition if local(each) == "conditionvar"]
        return all(holds(each, given) for variable in variables for each in variable)

    def named(self, response: str) -> list[str]:
        """What a response is compared with where that earns points, and not negated."""
        found: list[str] = []
        for condition in self.conditions:
            if any(local(each) == "setvar" and scores(each) for each in condition):
                found += [
                    (each.text or "").strip()
                    for each in positive(condition)
                    if local(each) in {"varequal", "varsubset"}
                    and each.get("respident", response) == response
                ]
        return list(dict.fromkeys(found))

    def cased(self) -> bool:
        """Whether typed words keep case."""
        return any(
            each.get("case", "No").lower() == "yes"
            for condition in self.conditions
            for each in condition.iter()
            if local(each) == "varequal"
        )


def positive(element: Element) -> Iterator[Element]:
    """What is in it, but for what is negated."""
    for each in element:
        if local(each) != "not":
            yield each
            yield from positive(each)


def scores(change: Element) -> bool:
    name = change.get("varname", change.get("variablename", "SCORE"))
    return not name or "score" in name.lower()


def changed(total: float, change: Element) -> float:
    text = (change.text or "").strip()
    value = whole_score if text.lower().endswith(".max") else share_read(text)
    action = change.get("action", "Set")
    if action == "Add":
        return total + value
    if action == "Subtract":
        return total - value
    return value


def holds(element: Element, given: Given) -> bool:  # noqa: PLR0911
    """One condition; what is not known holds never, `<other/>` always."""
    name = local(element)
    if name == "and":
        return all(holds(each, given) for each in element)
    if name == "or":
        return any(holds(each, given) for each in element)
    if name == "not":
        return not any(holds(each, given) for each in element)
    if name == "other":
        return True
    answers = given.get(element.get("respident", ""), frozenset())
    if name == "unanswered":
        return not answers
    if name not in compared:
        return False
    wanted = (element.text or "").strip()
    if name in {"varequal", "varsubset"}:
        if wanted in answers:
            return True
        cased = element.get("case", "No").lower() == "yes"
        return not cased and wanted.casefold() in {each.casefold() for each in answers}
    if name == "varsubstring":
        return any(wanted in each for each in answers)
    return any(measured(name, share_read(each), share_read(wanted)) for each in answers)


def measured(name: str, value: float, bound: float) -> bool:
    if name.startswith("vargt"):
        return value > bound or (name == "vargte" and value == bound)
    return value < bound or (name == "varlte" and value == bound)
