"""Markdown into HTML that is safe: the library's instances, and the allow-list after them.

The instances are built once a process and language, and reset before each use. Whatever they give
passes nh3 with the explicit list below; what pages need beyond it (roles, data attributes, figures,
highlighted code) is added later by code of ours, never taken from a text.
"""

from __future__ import annotations

import functools
import html as htmllib
import re
import xml.etree.ElementTree as ET
from typing import Literal

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from lessons.document.labels import label
from lessons.format import limits

citation = re.compile(r"\[@(?P<key>[^\]\s,;@]{1,80})(?:, *(?P<where>[^\]@;]{1,80}))?\]")
plain_text = re.compile(r"[^\\`*_\[\]<>{}&~\n]*\Z")
empty_paragraph = re.compile(r"<p>\s*</p>\n?")
code_span = re.compile(r"`([^`\n]+)`(?!`)")

tags = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "em", "strong", "b", "i", "del", "s", "sub", "sup", "kbd", "samp", "var"),
    *("abbr", "dfn", "q", "small", "mark", "ins", "a", "img", "div", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption", "dl", "dt", "dd", "input"),
}
attributes = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "li": {"id"},
    "sup": {"id"},
    "th": {"align"},
    "td": {"align"},
    "div": {"class"},
    "input": {"checked"},
}
note_id = re.compile(r"fn(?:ref\d*)?-[A-Za-z0-9-]{1,40}\Z")
classes = {"footnote-ref", "footnote-backref", "footnote"}
# The schemes of links that this format has, and those of the world. `course:` is what they become.
schemes = {"https", "http", "mailto", "lesson", "lab", "glossary", "wizard", "source"}


def attribute_filter(tag: str, name: str, value: str) -> str | None:
    """What remains of an attribute that is on the list."""
    if name == "id":
        return value if note_id.match(value) else None
    if name == "class":
        return value if value in classes else None
    if name == "align":
        return value if value in {"left", "center", "right"} else None
    if name == "start":
        return value if re.fullmatch(r"\d{1,9}", value, re.ASCII) else None
    return value


cleaner = nh3.Cleaner(
    tags=tags,
    attributes=attributes,
    attribute_filter=attribute_filter,
    clean_content_tags={"script", "style", "template", "iframe", "noscript", "title", "textarea"},
    url_schemes=schemes,
    link_rel=None,
)


class CitationProcessor(InlineProcessor):
    """`[@key]` and `[@key, p. 4]` as a link of a scheme of its own, resolved after rendering."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        link = ET.Element("a", {"href": f"source:{m['key']}"})
        link.text = m["where"] or ""
        return link, m.start(0), m.end(0)


class CourseText(Extension):
    """The library with the parts that this format has, and without those that it hasn't."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        # Raw HTML is read tag by tag like any inline text, and mended by nh3: a parser less.
        md.preprocessors.deregister("html_block")
        # Headings with an underline were rewritten by lines.py.
        md.parser.blockprocessors.deregister("setextheader")
        md.inlinePatterns.register(CitationProcessor(citation.pattern, md), "citation", 175)


Kind = Literal["page", "part", "phrase"]


@functools.lru_cache(maxsize=32)
def instance(language: str, kind: Kind) -> Markdown:
    """The Markdown of whole pages (with footnotes), of parts of blocks, or of single phrases."""
    extensions: list[Extension | str] = [
        "tables",
        "sane_lists",
        "pymdownx.betterem",
        "pymdownx.quotes",  # two quotes with a blank line between them stay two
        "pymdownx.tilde",
        "pymdownx.tasklist",
        CourseText(),
    ]
    options: dict[str, dict[str, object]] = {
        "tables": {"use_align_attribute": True},
        "pymdownx.tilde": {"subscript": False},
    }
    if kind == "page":
        extensions.append("footnotes")
        options["footnotes"] = {"SEPARATOR": "-", "BACKLINK_TITLE": label("back", language)}
    made = Markdown(extensions=extensions, extension_configs=options, output_format="html")
    if kind == "phrase":
        for name in ("indent", "code", "hashheader", "hr", "olist", "ulist", "quote"):
            made.parser.blockprocessors.deregister(name)
        for name in ("reference", "table"):
            made.parser.blockprocessors.deregister(name)
    return made


class TooHardError(Exception):
    """The library gave up on a text."""


def html_of(text: str, language: str, kind: Kind) -> str:
    """`text` as sanitised HTML; raises `TooHardError` where it is beyond the library."""
    md = instance(language, kind)
    md.reset()
    try:
        raw = md.convert(text)
    # The library promises nothing about hostile text: a mistake of its own must cost one part of
    # one page, and be told to the author, rather than end the reading of the course.
    except (RecursionError, ValueError, AttributeError, IndexError, KeyError, TypeError) as error:
        instance.cache_clear()
        raise TooHardError(type(error).__name__) from error
    # Where a block stood in a paragraph, HTML leaves an empty one behind it.
    return empty_paragraph.sub("", cleaner.clean(raw))


def phrase_fast(text: str) -> str | None:
    """A phrase without markup but code spans as HTML; None where it has more."""
    if plain_text.match(text):
        return htmllib.escape(text, quote=False)
    if "`" not in text or len(text) > limits.paragraph_chars:
        return None
    parts = []
    at = 0
    for found in code_span.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        parts.append(found[1])
    parts.append(text[at:])
    if not all(plain_text.match(part) for part in parts[::2]):
        return None
    return "".join(
        f"<code>{htmllib.escape(part.strip(), quote=False)}</code>"
        if number % 2
        else htmllib.escape(part, quote=False)
        for number, part in enumerate(parts)
    )
