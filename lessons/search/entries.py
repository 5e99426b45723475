"""What can be found: the parts of a course as plain texts, each with its place.

A text is what every reader may see before they have done anything. The answers, feedback, hints
and explanations of questions are not among the fields of an `Entry`; whoever makes one of a
question gives the prompt as the page shows it.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Iterator
from typing import Literal

import msgspec

Kind = Literal["lesson", "section", "question", "term", "lab"]

# What is looked up or looked at, or belongs to the page and not to the text.
not_text = re.compile(
    r'<span role="tooltip".*?</span>|<svg.*?</svg>|<a class="(?:anchor|cite|footnote-ref)".*?</a>'
    r'|<span class="measure" [^>]*>[^<]*</span>'
    r'|<div class="experiment" [^>]*>(?:<p[^>]*>.*?</p>)*</div>',
    re.DOTALL,
)
label = re.compile(r'<svg[^>]* aria-label="([^"]*)"')
block_tag = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|pre|br|h[1-6]|figure|figcaption|aside|section"
    r"|blockquote|details|summary)\b[^>]*>"
)
tag = re.compile(r"<[^>]*>")
before_mark = re.compile(r" (?=[.,;:!?»](?: |$))")  # what stood there was a citation
heading = re.compile(r'<h[23] id="([^"]+)">(.*?)</h[23]>', re.DOTALL)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to find. `page` is the slug of its lesson or lab, `anchor` the id in that page;
    `above` is the title of what it stands in.
    """

    kind: Kind
    page: str
    anchor: str
    title: str
    above: str = ""
    text: str = ""


def plain(html: str) -> str:
    """The words of rendered HTML as a reader sees them, in one line; figures by what they show."""
    html = label.sub(r" \1 <svg", html)
    html = not_text.sub("", html)
    html = block_tag.sub(" ", html)
    text = " ".join(htmllib.unescape(tag.sub("", html)).split())
    return before_mark.sub("", text)


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of the sections of rendered HTML; what stands before the first has no id.

    `html` is that of a whole lesson, its parts joined.
    """
    last_id = last_title = ""
    at = 0
    for found in heading.finditer(html):
        yield last_id, last_title, plain(html[at : found.start()])
        last_id, last_title, at = found[1], plain(found[2]), found.end()
    yield last_id, last_title, plain(html[at:])
