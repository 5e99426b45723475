"""The kinds of questions of a Moodle XML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from lessons.exchange.markup.plain_html import literal
from lessons.exchange.markup.texts import Texts
from lessons.exchange.moodle.gaps import cloze_asked, select_asked
from lessons.exchange.moodle.parts import (
    block_read,
    child_text,
    html_read,
    phrase_read,
    share_of,
    yes,
)
from lessons.exchange.result import Prose
from lessons.quizzes.asked import Asked, Given, NoFormError, truth_judged, whole
from lessons.quizzes.decimals import decimal_read, decimal_text


def description(element: Element, texts: Texts) -> Prose:
    return Prose(block_read(element.find("questiontext"), texts))


def essay(element: Element, texts: Texts) -> Prose:
    for name in ("graderinfo", "responsetemplate"):
        if said := texts.plain(html_read(element.find(name))):
            texts.note(f"its {name} was dropped: “{said[:60]}”")
    return Prose(block_read(element.find("questiontext"), texts), essay=True)


def multichoice(element: Element, texts: Texts) -> Asked:
    return Asked(
        form="choices",
        prompt="",
        single=yes(element, "single", "true"),
        shuffle=yes(element, "shuffleanswers", "true"),
        answers=tuple(
            Given(
                text=phrase_read(each, texts),
                share=share_of(each),
                feedback=phrase_read(each.find("feedback"), texts),
            )
            for each in element.findall("answer")
        ),
    )


def truefalse(element: Element, texts: Texts) -> Asked:
    said = {"true": "", "false": ""}
    right = ""
    for each in element.findall("answer"):
        value = answer_text(each).strip().lower()
        if value not in said:
            raise NoFormError(f"an answer is neither true nor false: {value[:40]!r}")
        said[value] = phrase_read(each.find("feedback"), texts)
        right = value if share_of(each) >= whole else right
    if not right:
        raise NoFormError("it does not say which answer is right")
    return truth_judged(right == "true", said["true"], said["false"])


def shortanswer(element: Element, texts: Texts) -> Asked:
    return Asked(
        form="words",
        prompt="",
        wild=True,
        case=yes(element, "usecase", "0"),
        answers=tuple(
            Given(
                text=answer_text(each),
                share=share_of(each),
                feedback=phrase_read(each.find("feedback"), texts),
            )
            for each in element.findall("answer")
        ),
    )


def answer_text(answer: Element) -> str:
    inner = answer.find("text")
    return (inner.text if inner is not None else answer.text) or ""


def numerical(element: Element, texts: Texts) -> Asked:
    answers = []
    for each in element.findall("answer"):
        text = answer_text(each).strip()
        answers.append(
            Given(
                text=text if text == "*" else noted(text, texts),
                reach=noted(child_text(each, "tolerance") or "0", texts),
                share=share_of(each),
                feedback=phrase_read(each.find("feedback"), texts),
            )
        )
    partly = any(0 < each.share < whole for each in answers)
    return Asked(
        form="graded" if partly else "number",
        prompt="",
        answers=tuple(answers),
        unit=unit_of(element, texts),
    )


def noted(text: str, texts: Texts) -> str:
    value, said = decimal_read(text)
    if said:
        texts.note(said)
    return decimal_text(value)


def unit_of(element: Element, texts: Texts) -> str:
    """The unit in which the answer is written; others have no form here."""
    found = ""
    for each in element.findall("units/unit"):
        name, factor = child_text(each, "unit_name").strip(), child_text(each, "multiplier")
        if decimal_read(factor or "1")[0] == 1 and not found:
            found = name
        else:
            texts.note(f"the unit {name[:20]!r} (times {factor[:20]}) has no form here")
    if child_text(element, "unitgradingtype").strip() in {"1", "2"}:
        texts.note("a missing unit took points away there, and takes none here")
    return found


def matching(element: Element, texts: Texts) -> Asked:
    pairs = []
    for each in element.findall("subquestion"):
        right = texts.phrase(literal(child_text(each, "answer")))
        pairs.append((phrase_read(each, texts), right))
    if not yes(element, "shuffleanswers", "true"):
        texts.note("its sides were not shuffled there, and are here")
    return Asked(form="pairs", prompt="", pairs=tuple(pairs))


def ordering(element: Element, texts: Texts) -> Asked:
    """Answers stand in their order; the fraction, where there is one, numbers them."""
    answers = element.findall("answer")
    numbers = [share_of(each) for each in answers]
    if len(set(numbers)) == len(answers):
        answers = [
            each for _, each in sorted(zip(numbers, answers, strict=True), key=lambda p: p[0])
        ]
    return Asked(
        form="order",
        prompt="",
        answers=tuple(Given(text=phrase_read(each, texts)) for each in answers),
    )


def gaps(element: Element, texts: Texts) -> Asked:
    return cloze_asked(html_read(element.find("questiontext")), texts)


def select(element: Element, texts: Texts) -> Asked:
    return select_asked(element, html_read(element.find("questiontext")), texts)


readers: Mapping[str, Callable[[Element, Texts], Asked | Prose]] = {
    "description": description,
    "essay": essay,
    "multichoice": multichoice,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "ordering": ordering,
    "cloze": gaps,
    "multianswer": gaps,
    "gapselect": select,
    "ddwtos": select,
}
