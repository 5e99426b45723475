"""Texts of GIFT as markdown: escapes, and the formats that a text may say it has."""

from __future__ import annotations

import re

from lessons.exchange.markup.plain_html import html_of, literal, tag_in_text
from lessons.exchange.markup.texts import Texts

format_mark = re.compile(r"\s*\[(?P<form>html|moodle|plain|markdown)\]", re.IGNORECASE)
escape = re.compile(r"\\(n|[~=#{}:\\])")


def unescaped(text: str) -> str:
    r"""What `\n` and the escaped signs stand for, read once from left to right."""
    return escape.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def own_form(text: str, form: str) -> tuple[str, str]:
    found = format_mark.match(text)
    return (text[found.end() :], found["form"].lower()) if found else (text, form)


def shown(text: str, form: str, texts: Texts) -> str:
    """As markdown of several paragraphs."""
    text, form = own_form(text, form)
    text = unescaped(text.strip())
    if form == "markdown":
        return text
    return texts.block(source_html(text, form))


def source_html(text: str, form: str) -> str:
    if form == "html":
        return text
    if form == "plain" or not tag_in_text.search(text):
        bare = literal(text) if form == "plain" else re.sub(r"<(?![a-zA-Z/!])", "&lt;", text)
        return html_of(bare)
    return html_of(text)


def phrase(text: str, form: str, texts: Texts) -> str:
    """As markdown on one line."""
    if not text.strip():
        return ""
    text, form = own_form(text, form)
    text = unescaped(text.strip())
    if form == "markdown":
        return " ".join(text.split())
    return texts.phrase(source_html(text, form))


def explanation(text: str, form: str, texts: Texts) -> tuple[str, ...]:
    text, form = own_form(text, form)
    text = unescaped(text.strip())
    if form == "markdown":
        return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())
    return texts.lines(source_html(text, form))


def escaped_plain(text: str, texts: Texts) -> str:
    """The right side of a pair, which is plain text in GIFT."""
    return texts.phrase(literal(text.strip()))
