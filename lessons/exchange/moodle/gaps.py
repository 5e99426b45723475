"""Moodle's texts with gaps: embedded answers (`{1:SHORTANSWER:=…}`), and words to be selected."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.gift.questions import comment_split, weight
from lessons.exchange.markup.texts import Texts
from lessons.quizzes.asked import Asked, AskedGap, Given, NoFormError
from lessons.quizzes.decimals import decimal_read, decimal_text

embedded = re.compile(
    r"\{\s*(?P<points>\d{0,4})\s*:\s*(?P<kind>[A-Z_]{2,20})\s*:(?P<answers>(?:[^\\{}]|\\.)*)\}",
    re.DOTALL,
)
typed = {"SHORTANSWER", "SA", "MW"}
typed_cased = {"SHORTANSWER_C", "SAC", "MWC"}
chosen = {
    *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
    *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
}
numeric = {"NUMERICAL", "NM"}
wildcard = re.compile(r"(?<!\\)\*")
place = re.compile(r"\[\[(?P<number>\d{1,3})\]\]")


def cloze_asked(html: str, texts: Texts) -> Asked:
    """NoFormError where a gap is of a kind that has no form here."""
    gaps: list[AskedGap] = []
    points: set[str] = set()

    def tokened(found: re.Match[str]) -> str:
        points.add(found["points"] or "1")
        gaps.append(gap_read(found["kind"], found["answers"], len(gaps) + 1, texts))
        return f"qqgap{len(gaps) - 1}qq"

    prompt = texts.block(embedded.sub(tokened, html))
    if not gaps:
        raise NoFormError("it has no gap that can be read: {1:SHORTANSWER:=answer}")
    if len(points) > 1:
        texts.note("gaps count alike here, and some more than others there")
    return Asked(form="gaps", prompt=prompt, gaps=tuple(gaps))


def gap_read(kind: str, answers: str, at: int, texts: Texts) -> AskedGap:
    if kind not in typed | typed_cased | chosen | numeric:
        raise NoFormError(f"gap {at} is of the kind {kind}, which has no form here")
    given = [answer_read(each, kind in numeric, at, texts) for each in split(answers)]
    if kind in typed | typed_cased:
        others = [each for each in given if each.share <= 0 and wildcard.search(each.text)]
        if others:
            texts.note(f"what is said of any other answer in gap {at} was dropped")
        given = [each for each in given if each not in others]
        if any(wildcard.search(each.text) for each in given if each.share > 0):
            raise NoFormError(f"gap {at} has a wildcard, which has no form in a gap")
        given = [msgspec.structs.replace(e, text=e.text.replace("\\*", "*")) for e in given]
    return AskedGap(answers=tuple(given), chosen=kind in chosen, case=kind in typed_cased)


def split(answers: str) -> list[str]:
    """The answers between tildes, each as it is written."""
    found = re.findall(r"(?:\A|~)((?:[^\\~]|\\.)*)", answers, re.DOTALL)
    return [each for each in found if each.strip()]


def answer_read(text: str, number: bool, at: int, texts: Texts) -> Given:
    """`=right`, `%50%half` or `wrong`, with what is said of it."""
    body, feedback = comment_split(text.strip())
    share = 0.0
    if body.startswith("="):
        share, body = 1.0, body[1:]
    elif found := weight.match(body):
        share, body = float(found["share"].replace(",", ".")) / 100, body[found.end() :]
    plain = texts.plain(unescaped(body))
    if number and share > 0:
        value, _, reach = plain.partition(":")
        if reach and decimal_read(reach)[0]:
            raise NoFormError(f"gap {at} is a number with a tolerance, which has no form in a gap")
        plain = decimal_text(decimal_read(value)[0])
        texts.note(f"gap {at} wants its number as it is written")
    return Given(text=plain, share=share, feedback=texts.phrase(unescaped(feedback)))


def unescaped(text: str) -> str:
    return re.sub(r"\\([}#~/\"\\=:{])", r"\1", text)


def select_asked(element: Element, html: str, texts: Texts) -> Asked:
    """`[[2]]` in the text is the second of the words; those of its group are offered."""
    words: list[tuple[str, str]] = []
    for each in element:
        if each.tag in {"selectoption", "dragbox"}:
            inner = each.find("text")
            group = each.find("group")
            text = texts.plain((inner.text if inner is not None else "") or "")
            words.append((text, (group.text if group is not None else "") or "1"))
    gaps: list[AskedGap] = []

    def tokened(found: re.Match[str]) -> str:
        number = int(found["number"])
        if not 1 <= number <= len(words):
            raise NoFormError(f"the gap [[{number}]] names no word of its list")
        right, group = words[number - 1]
        others = dict.fromkeys((right, *(text for text, own in words if own == group)))
        gaps.append(
            AskedGap(
                chosen=True,
                answers=tuple(Given(text=text, share=float(text == right)) for text in others),
            )
        )
        return f"qqgap{len(gaps) - 1}qq"

    prompt = texts.block(place.sub(tokened, html))
    if not gaps:
        raise NoFormError("it has no gap: [[1]]")
    return Asked(form="gaps", prompt=prompt, gaps=tuple(gaps))
