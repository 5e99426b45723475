"""Moodle XML taken apart: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

import base64
import binascii
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.markup.plain_html import literal
from lessons.exchange.markup.texts import Texts
from lessons.exchange.moodle.parts import block_read, child_text, html_read, phrase_read
from lessons.exchange.moodle.questions import readers
from lessons.exchange.result import Prose, Source
from lessons.quizzes.asked import Asked, NoFormError

# What Moodle says by itself after an answer.
said_by_default = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
}


def moodle_sources(root: Element) -> tuple[list[Source], list[str]]:
    """The questions below `<quiz>`, and notes on the whole."""
    sources: list[Source] = []
    categories: list[str] = []
    for at, element in enumerate((each for each in root if each.tag == "question"), 1):
        if element.get("type") == "category":
            categories.append(" ".join(child_text(element, "category").split()))
            continue
        sources.append(
            Source(
                where=f"question {at}",
                name=" ".join(child_text(element, "name").split())[:80],
                read=lambda texts, e=element: question_read(e, texts),  # type: ignore[misc]
            )
        )
    notes = [f"categories are not kept: {', '.join(categories)[:200]}"] if categories else []
    if any(each.find("penalty") is not None for each in root):
        notes.append("penalties are not kept: points fall evenly with each attempt here")
    return sources, notes


def files_of(element: Element, texts: Texts) -> dict[str, bytes]:
    """The files that came within a question, by the names under which its texts show them."""
    found: dict[str, bytes] = {}
    for each in element.iter("file"):
        name = f"{each.get('path', '/').strip('/')}/{each.get('name', '')}".strip("/")
        try:
            found[name] = base64.b64decode("".join((each.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            texts.note(f"the file {name[:60]} cannot be read")
    return found


def question_read(element: Element, texts: Texts) -> Asked | Prose:
    """NoFormError says what has no form here."""
    kind = element.get("type", "")
    texts.pictures = texts.pictures.within(files_of(element, texts))
    if image := child_text(element, "image").strip():
        shown_image(element, image, texts)
    if kind not in readers:
        raise NoFormError(f"a question of the kind {kind[:40]!r} has no form here")
    found = readers[kind](element, texts)
    if child_text(element, "hidden").strip() == "1":
        texts.note("it was hidden there")
    said = texts.lines(html_read(element.find("generalfeedback")))
    feedback_noted(element, texts)
    if isinstance(found, Prose):
        if said:
            texts.note(f"what is said of any answer was dropped: {' '.join(said)[:60]}")
        return found
    return msgspec.structs.replace(
        found,
        prompt=found.prompt or block_read(element.find("questiontext"), texts),
        explanation=said,
        hints=tuple(hint for each in element.findall("hint") if (hint := phrase_read(each, texts))),
        points=child_text(element, "defaultgrade"),
    )


def shown_image(element: Element, name: str, texts: Texts) -> None:
    """A picture as old files have it, beside the text: it goes before it."""
    data = child_text(element, "image_base64")
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    texts.pictures = texts.pictures.within({name: content} if content else {})
    question = element.find("questiontext")
    inner = question.find("text") if question is not None else None
    if inner is not None:
        inner.text = f'<p><img src="{literal(name)}"></p>{inner.text or ""}'


def feedback_noted(element: Element, texts: Texts) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        said = texts.plain(html_read(element.find(name)))
        if said and said not in said_by_default:
            texts.note(f"what is said after an answer was dropped: “{said[:60]}”")
    if tags := [child_text(each, ".").strip() for each in element.findall("tags/tag")]:
        texts.note(f"tags are not kept: {', '.join(filter(None, tags))[:120]}")
