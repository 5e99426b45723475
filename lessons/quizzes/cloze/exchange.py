"""A text with gaps in GIFT, one question a gap, and in QTI."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked, NoFormError, partly_noted, whole
from lessons.quizzes.cloze.form import ClozeQuestion, Gap, gap_token
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into
from lessons.quizzes.moodle import MoodleWritten
from lessons.quizzes.qti import Written
from lessons.quizzes.short import is_regex


def gift_out(name: str, question: ClozeQuestion) -> list[str]:
    """A question a gap; the other gaps are filled in."""
    found = []
    for at, gap in enumerate(question.gaps):
        answers = gap_answers(gap)
        if not answers:
            continue
        others = [html.escape(each.solution, quote=False) or "…" for each in question.gaps]
        others[at] = "_____"
        prompt = gap_token.sub(lambda token, o=others: o[int(token[1])], question.prompt)  # type: ignore[misc]
        title = name if len(question.gaps) == 1 else f"{name}-{at + 1}"
        found.append(gift.item(title, prompt, answers, question.explanation))
    return found


def gap_answers(gap: Gap) -> list[str]:
    if gap.options:
        right, *others = (gift.escaped(html.escape(text, quote=False)) for _, text in gap.options)
        return [f"={right}", *(f"~{text}" for text in others)]
    return [f"={gift.typed(each)}" for each in gap.accepted if not is_regex(each)]


def moodle_out(question: ClozeQuestion) -> MoodleWritten | None:
    """Embedded answers: `{1:SHORTANSWER:=one~=two}`, `{1:MULTICHOICE:=right~wrong}`."""
    if not all(gap_answers(gap) for gap in question.gaps):
        return None

    def embedded(found: re.Match[str]) -> str:
        gap = question.gaps[int(found[1])]
        if gap.options:
            texts = [text for _, text in gap.options]
            kind, marks = "MULTICHOICE", ["=", *[""] * (len(texts) - 1)]
        else:
            texts = [each for each in gap.accepted if not is_regex(each)]
            kind, marks = "SHORTANSWER_C" if question.case else "SHORTANSWER", ["="] * len(texts)
        answers = "~".join(
            mark + embedded_text(text) for mark, text in zip(marks, texts, strict=True)
        )
        return f"{{1:{kind}:{answers}}}"

    return MoodleWritten(kind="cloze", parts=[], prompt=gap_token.sub(embedded, question.prompt))


def embedded_text(text: str) -> str:
    return html.escape(re.sub(r"([}#~\"\\*])", r"\\\1", text), quote=False)


def qti_out(question: ClozeQuestion, body: Element) -> Written:
    declarations: list[Element] = []
    total = Element("sum")
    share = 1 / len(question.gaps)
    marked = gap_token.sub(lambda found: f"<samp>{found[0]}</samp>", question.prompt)
    elements_into(body, marked)
    places = {child: parent for parent in body.iter() for child in parent}
    for place in [each for each in body.iter("samp") if gap_token.fullmatch(each.text or "")]:
        found = gap_token.fullmatch(place.text or "")
        at = int(found[1]) if found else 0
        gap, name = question.gaps[at], f"RESPONSE{at + 1}"
        plain = [each for each in gap.accepted if gap.options or not is_regex(each)]
        base = "identifier" if gap.options else "string"
        earned = dict.fromkeys(plain, share)
        declarations.append(qti.declaration(name, "single", base, plain[:1], earned, question.case))
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
    return Written(declarations=declarations, processing=root)


def taken(asked: Asked) -> ImportedBlock:
    """A text with gaps: each token of the prompt becomes `[[…]]`."""
    notes: list[str] = []
    written: list[str] = []
    lines: list[str] = []
    for at, gap in enumerate(asked.gaps, 1):
        rights = [each for each in gap.answers if each.share >= whole]
        others = [each for each in gap.answers if each not in rights]
        if not rights:
            raise NoFormError(f"gap {at} has no answer that earns all of its points")
        if gap.chosen and len(rights) > 1:
            raise NoFormError(f"gap {at} has several right choices, and one is picked")
        notes += partly_noted(others)
        shown = rights + others if gap.chosen else rights
        texts = dict.fromkeys(gap_text(each.text, at) for each in shown)
        written.append(("*" if gap.chosen else "") + "|".join(texts))
        lines += [
            f"~ {at} {with_feedback(gap_text(each.text, at), each.feedback)}"
            for each in others
            if each.feedback
        ]
        if any(each.feedback for each in rights):
            notes.append(
                f"what is said of a right answer has no place in gap {at}, and was dropped"
            )
        if not gap.chosen and any(not each.feedback and each.share <= 0 for each in others):
            notes.append(f"wrong answers of gap {at}, of which nothing is said, were dropped")
    if len({gap.case for gap in asked.gaps if not gap.chosen}) > 1:
        notes.append("some gaps keep case and others do not there: here all of them do")
    case = any(gap.case for gap in asked.gaps)
    return ImportedBlock(
        kind="cloze",
        attributes={"case": "true"} if case else {},
        prompt=gap_token.sub(lambda found: f"[[{written[int(found[1])]}]]", asked.prompt),
        lines=(*lines, *asked.last),
        notes=tuple(notes),
    )


def gap_text(text: str, at: int) -> str:
    """A text that may stand in a gap. NoFormError where it would mean something else there."""
    flat = " ".join(text.split())
    if not flat or re.search(r"[\[\]|]|\A\*", flat) or is_regex(flat) or " :: " in flat:
        raise NoFormError(f"gap {at} has an answer that can't be written in a gap: {flat[:40]!r}")
    return flat
