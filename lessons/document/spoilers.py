"""Spoilers: what gives a claim away before its reader has predicted.

A sentence is marked as Pandoc marks a span, `[The host's kernel.]{.spoiler claim=own-kernel}`,
whole paragraphs, tables and transcripts by a block of that kind. In finished HTML a marked sentence
is a `data` element, a marked block a `section`: authors can write neither, and none holds another
of its kind, so that a page finds where each ends. Whoever shows the text as it is shows all of it.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Iterable, Iterator

import msgspec

from lessons.document.page import Page, Places
from lessons.document.schema import Claim
from lessons.format.block import Block, Context
from virtlearn.core.wording import instead, shown, slug_is, slug_rule

# In finished HTML: code is passed over, so that none of it is changed.
piece = re.compile(
    r"<code>.*?</code>|<(?P<closing>/?)(?P<tag>[a-z][a-z0-9]*)[^<>]*>"
    r"|(?P<open>\[)|\]\{\.spoiler(?P<named>[^{}<>]{0,200})\}|(?P<close>\])",
    re.DOTALL,
)
attribute = re.compile(r" +claim=(?P<claim>\S{1,200}) *\Z")
headings = frozenset({"h2", "h3"})
void = frozenset({"br", "hr", "img", "input"})
place = re.compile(
    r'<(?P<tag>data|section) class="spoiler" (?:value|data-claim)="(?P<claim>[a-z0-9-]+)">'
    r"(?P<html>.*?)</(?P=tag)>",
    re.DOTALL,
)


class Span(msgspec.Struct, frozen=True):
    """`[…]{.spoiler…}` in finished HTML: from `begin` to `end`, its words from `inner` to `outer`.

    `within` are the elements that are open at its end, each with its place; `whole` says whether
    they were so at its beginning.
    """

    begin: int
    inner: int
    outer: int
    end: int
    named: str
    within: tuple[tuple[str, int], ...]
    whole: bool


def spans_find(html: str) -> Iterator[Span]:
    """Where `html` has spoilers, in the order of their ends."""
    within: list[tuple[str, int]] = []
    brackets: list[tuple[int, tuple[tuple[str, int], ...]]] = []
    for found in piece.finditer(html):
        if found["tag"] and found["tag"] not in void:
            if not found["closing"]:
                within.append((found["tag"], found.start()))
            elif within:
                within.pop()
        elif found["open"]:
            brackets.append((found.start(), tuple(within)))
        elif found["close"]:
            brackets[-1:] = []
        elif found["named"] is not None:
            now = tuple(within)
            begin, before = brackets.pop() if brackets else (found.start(), None)
            inner, named = begin + 1, found["named"]
            yield Span(begin, inner, found.start(), found.end(), named, now, before == now)


def spoilers_finish(html: str, page: Page, places: Places) -> str:
    """`html` with an element around each `[…]{.spoiler claim=its-id}`; mistakes are reported."""
    if "]{.spoiler" not in html:
        return html
    parts: list[str] = []
    at = 0
    for span in spans_find(html):
        line = places.of("{.spoiler")
        claim = named_read(span.named, line, page)
        fault = span_fault(span, page)
        if span.begin < at:
            fault = "a spoiler stands in this spoiler: take the inner one away"
        if fault:
            page.problem(line, fault)
        elif claim:
            words = html[span.inner : span.outer]
            parts += html[at : span.begin], f'<data class="spoiler" value="{claim}">{words}</data>'
            at = span.end
    return "".join([*parts, html[at:]])


def span_fault(span: Span, page: Page) -> str:
    """What is wrong with where a spoiler stands; "" for nothing."""
    if not page.figures_open:
        return "a spoiler stands in a lesson's text: move it there"
    if any(tag in headings for tag, _ in span.within):
        return "a heading stays in sight: reword it, and drop the spoiler"
    if not span.whole:
        return "a spoiler ends in the paragraph where it begins: use a .spoiler block"
    return ""


def named_read(text: str, line: int, page: Page) -> str:
    """The claim that ` claim=its-id` names; "", with a problem, where it names none."""
    found = attribute.match(htmllib.unescape(text))
    if found is None:
        page.problem(line, "say which claim this gives away: write [words]{.spoiler claim=its-id}")
        return ""
    return claim_note(found["claim"], line, page)


def claim_note(name: str, line: int, page: Page) -> str:
    """`name`, noted to be looked for among the page's claims; "" where it can be no claim's."""
    if not slug_is(name):
        page.problem(line, f"`{shown(name)}` is no claim's id: write {slug_rule}")
        return ""
    page.spoilers.append((name, line))
    return name


def spoiler_block(block: Block, page: Page, context: Context) -> str:
    """The section that a block `{.spoiler claim=its-id}` becomes."""
    name = block.attributes.get("claim", "")
    if not name:
        page.problem(block.line, "say which claim this gives away: write {.spoiler claim=its-id}")
    claim = claim_note(name, block.line, page) if name else ""
    for other in block.attributes:
        if other != "claim":
            hint = instead(other, ["claim"])
            page.problem(block.line, f"unknown attribute `{shown(other)}` on .spoiler: {hint}")
    if block.id or block.classes:
        page.problem(block.line, "a spoiler has a claim alone: take its id and classes away")
    html = context.html(block.body, block.line + 1)
    if '<data class="spoiler"' in html:
        page.problem(block.line, "a spoiler stands in this spoiler: take the inner one away")
    if not html:
        page.problem(block.line, "this spoiler is empty: write in it what gives the claim away")
    return f'<section class="spoiler" data-claim="{claim}">{html}</section>' if claim else html


def spoilers_check(page: Page, claims: Iterable[Claim]) -> None:
    """Reports spoilers of claims that the page lacks, or that ask for no prediction."""
    asking = {claim.id: claim.predict is not None for claim in claims}
    for name, line in page.spoilers:
        if name not in asking:
            hint = instead(name, asking)
            page.problem(line, f"this lesson has no claim `{shown(name)}`: {hint}")
        elif not asking[name]:
            message = f"claim `{name}` asks for no prediction: write predict= there, or drop this"
            page.problem(line, message)
