"""What the questions of a Moodle XML file are made of: texts, fractions, switches."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lessons.exchange.markup.plain_html import html_of, literal, tag_in_text
from lessons.exchange.markup.texts import Texts
from lessons.quizzes.asked import NoFormError
from lessons.quizzes.decimals import decimal_read


def child_text(element: Element, name: str) -> str:
    """What stands in `<name><text>…`, or in `<name>` itself."""
    found = element.find(name)
    if found is None:
        return ""
    inner = found.find("text")
    return (inner.text if inner is not None else found.text) or ""


def html_read(element: Element | None) -> str:
    """A text of Moodle's in HTML, whatever its format; markdown too, which is told by its name."""
    if element is None:
        return ""
    inner = element.find("text")
    text = (inner.text if inner is not None else element.text) or ""
    form = element.get("format", "html")
    if form == "plain_text" or (form == "markdown" and not tag_in_text.search(text)):
        return html_of(literal(text))
    return html_of(text) if form == "moodle_auto_format" else text


def block_read(element: Element | None, texts: Texts) -> str:
    if element is not None and element.get("format") == "markdown":
        return child_markdown(element)
    return texts.block(html_read(element))


def phrase_read(element: Element | None, texts: Texts) -> str:
    if element is not None and element.get("format") == "markdown":
        return " ".join(child_markdown(element).split())
    return texts.phrase(html_read(element))


def child_markdown(element: Element) -> str:
    inner = element.find("text")
    return ((inner.text if inner is not None else element.text) or "").strip()


def share_of(answer: Element) -> float:
    try:
        return float(decimal_read(answer.get("fraction", "0"))[0]) / 100
    except NoFormError:
        raise NoFormError(
            f"the fraction {answer.get('fraction', '')[:20]!r} is no number"
        ) from None


def yes(element: Element, name: str, default: str) -> bool:
    return (child_text(element, name).strip().lower() or default) in {"1", "true", "yes"}
