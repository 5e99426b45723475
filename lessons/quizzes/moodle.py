"""Moodle XML: what the kinds of questions write into a question there.

See https://docs.moodle.org/en/Moodle_XML_format.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

import msgspec

from lessons.quizzes.decimals import float_text
from lessons.quizzes.markup import plain_html


class MoodleWritten(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is Moodle's; `prompt` stands in place of the question's own where it is not None."""

    kind: str
    parts: Sequence[Element]
    prompt: str | None = None


def setting(name: str, value: str) -> Element:
    """`<name>value</name>`."""
    found = Element(name)
    found.text = value
    return found


def text_part(name: str, html: str, **attributes: str) -> Element:
    """`<name format="html"><text>…</text></name>`."""
    found = Element(name, {**attributes, "format": "html"})
    SubElement(found, "text").text = plain_html(html)
    return found


def answer(text: str, share: float, feedback: str = "", *, html: bool = False) -> Element:
    """One answer; `share` of the points from -1 to 1, as hundredths with the digits of Moodle's."""
    fraction = float_text(round(share * 100, 5))
    form = "html" if html else "moodle_auto_format"
    found = Element("answer", {"fraction": fraction, "format": form})
    SubElement(found, "text").text = plain_html(text) if html else text
    found.append(text_part("feedback", feedback))
    return found


def typed(text: str) -> str:
    """Words to be typed, in which an asterisk is no wildcard."""
    return text.replace("*", "\\*")
