"""Where a note stands in a lesson: by the words that it is about, not by their position.

A quote has the words and a little of what stands before and after, as the W3C's Web Annotation Data
Model (2017) has in its TextQuoteSelector. A new revision may move a passage, or change it: it is
looked for again, and a note whose passage is gone is told of as orphaned and kept.

All comparing is done on texts without white space, so that a page and its source agree on them.
static/js/note-text.js takes the same parts of a page for its text.
"""

from __future__ import annotations

import difflib
import html as htmllib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from virtlearn.core.msgspec_types import types_ready

exact_most = 3000  # letters of a passage
context = 32  # letters before and after that are kept
changed_least = 0.5  # how much of a passage must be left for it to be the same one

State = Literal["section", "here", "changed", "orphaned", "elsewhere"]

# What a page shows and is no words of the lesson: tooltips, section links, citations, drawings,
# and what is filled for each reader.
not_text = re.compile(
    r'<span role="tooltip".*?</span>|<svg.*?</svg>'
    r'|<a class="(?:anchor|cite|footnote-ref|footnote-backref)".*?</a>'
    r'|<span class="measure" [^>]*>[^<]*</span>'
    r'|<div class="experiment" [^>]*>(?:<p[^>]*>.*?</p>)*</div>',
    re.DOTALL,
)
tag = re.compile(r"<[^>]*>")


class Quote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a note is about: a section, or with `exact` a passage. `language` is the text's."""

    language: str
    section: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where a quote is in a lesson as it is now; `exact` is the passage without white space."""

    state: State
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


def squash(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def text_of(parts: Iterable[str]) -> str:
    """The words of a lesson's rendered HTML, without white space."""
    joined = " ".join(parts)
    return squash(htmllib.unescape(tag.sub("", not_text.sub("", joined))))


def quote_find(quote: Quote, text: str, language: str) -> Found:
    """Where `quote` is in `text`, a lesson's squashed words in `language`.

    Of equal passages the one whose surroundings agree best. A passage that changed is the one that
    still stands between the same words, if half of it is left.
    """
    exact, prefix, suffix = squash(quote.exact), squash(quote.prefix), squash(quote.suffix)
    if not exact:
        return Found(state="section")
    if quote.language != language:
        return Found(state="elsewhere")
    places = list(occurrences(text, exact))
    if places:
        best = max(places, key=lambda at: agreement(text, at, at + len(exact), prefix, suffix))
        return found_at(text, best, best + len(exact), "here")
    start, end = between(text, prefix, suffix, 2 * len(exact) + context)
    if start < end:
        matcher = difflib.SequenceMatcher(None, exact, text[start:end], autojunk=False)
        if matcher.ratio() >= changed_least:
            return found_at(text, start, end, "changed")
    return Found(state="orphaned")


def found_at(text: str, start: int, end: int, state: State) -> Found:
    return Found(
        state=state,
        exact=text[start:end],
        prefix=text[max(0, start - context) : start],
        suffix=text[end : end + context],
    )


def occurrences(text: str, exact: str, most: int = 200) -> Iterable[int]:
    """Where `exact` begins in `text`."""
    at = text.find(exact)
    while at >= 0 and most:
        yield at
        most -= 1
        at = text.find(exact, at + 1)


def agreement(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """How many letters around a place agree with what stood around the passage."""
    before, after = text[max(0, start - len(prefix)) : start], text[end : end + len(suffix)]
    return same_end(before, prefix) + same_end(after[::-1], suffix[::-1])


def same_end(one: str, other: str) -> int:
    """How many letters at the ends of both are the same."""
    count = 0
    for ours, theirs in zip(reversed(one), reversed(other), strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def between(text: str, prefix: str, suffix: str, most: int) -> tuple[int, int]:
    """The shortest passage of at most `most` letters between both; (0, 0) where there is none.

    At an end of the lesson there is nothing before, or after.
    """
    least = 8  # letters that are no chance
    if len(prefix) < least or len(suffix) < least:
        return 0, 0
    best = (0, 0)
    for at in occurrences(text, prefix):
        start = at + len(prefix)
        end = text.find(suffix, start, start + most + len(suffix))
        if end > start and (best == (0, 0) or end - start < best[1] - best[0]):
            best = (start, end)
    return best


types_ready(Quote)
