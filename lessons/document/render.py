"""Markdown of a page, of a part of a block, or a phrase, as finished HTML.

`Renderer` is the `Context` that the parsers of blocks are given.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Iterator, Sequence

import msgspec

from lessons.document.fences import code_fence, code_plain
from lessons.document.figures import figure_cut, figure_html, images_finish
from lessons.document.finish import (
    alerts_finish,
    headings_finish,
    lists_finish,
    rest_finish,
    tables_finish,
)
from lessons.document.grammar import Budget
from lessons.document.lines import scan_lines
from lessons.document.links import links_finish
from lessons.document.markup import Kind, TooHardError, cleaner, html_of, phrase_fast
from lessons.document.measures import measures_finish
from lessons.document.page import Page, Places, code_in_line
from lessons.document.scan import Fence, Scan, fence_token, nonce
from lessons.document.spoilers import spoilers_finish
from lessons.document.unshown import unshown
from lessons.format import limits
from lessons.format.attributes import attributes_parse
from lessons.format.block import Block, Figure
from lessons.quizzes import registry
from virtlearn.core.wording import shown

fence_place = re.compile(rf"<p>\s*{nonce}f(\d+)e\s*</p>|{nonce}f(\d+)e")
figure_place = re.compile(rf"<p>\s*{nonce}g(\d+)e\s*</p>")
page_block = re.compile(rf"<p>\s*{nonce}f(\d+)e\s*</p>")
tag = re.compile(r"<(/?)([a-z][a-z0-9]*)(?: [^<>]*)?>")
note_use = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
void = {"br", "hr", "img", "input"}
own_kinds = {"claim", "draw", "guess", "lab", "spoiler", "task", "solution"}
block_kinds = frozenset(registry.kinds) | own_kinds


class Piece(msgspec.Struct, frozen=True):
    """A run of HTML, or a block that is more than HTML, and the line on which it begins."""

    line: int
    html: str = ""
    block: Block | None = None
    closed: bool = True


class Renderer:
    """Renders what belongs to one page, and reports to it."""

    def __init__(self, page: Page, *, machines: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.machines = machines  # names in the lab whose guide this is
        self.lesson = page.slug
        self.language = page.language

    # What `Context` asks for.

    def problem(self, line: int, message: str) -> None:
        self.page.problem(line, message)

    def html(self, markdown: str, line: int) -> str:
        lines = markdown.split("\n")
        if fast := paragraph_fast(lines):
            self.unshown_warn(lines, line)
            return fast
        scan = scan_lines(lines, line, self.page.problem)
        for heading in scan.headings:
            self.problem(heading.line, "a heading stands outside of blocks: write bold text here")
        notes_refuse(lines, line, self.page)
        blocks = self.fences_read(scan)
        for fence, block in zip(scan.fences, blocks, strict=True):
            if isinstance(block, Block):
                self.problem(fence.line, f"a .{block.kind} cannot stand inside of another block")
        chunk = self.converted(scan, "part")
        own = masked(lines, line, scan)
        self.unshown_warn(own, line)
        return self.finished(chunk, scan, blocks, Places(own, line)).strip()

    def inline(self, markdown: str, line: int) -> str:
        text = " ".join(markdown.split("\n")).strip()
        self.unshown_warn([text], line)
        if (fast := phrase_fast(text)) is not None:
            return fast
        scan = Scan([text])
        if fault := Budget().spend(text):
            self.problem(line, fault)
            return htmllib.escape(text[:200])
        notes_refuse([text], line, self.page)
        chunk = self.converted(scan, "phrase").strip()
        chunk = self.finished(chunk, scan, [], Places([text], line))
        if chunk.startswith("<p>") and chunk.endswith("</p>") and chunk.count("<p>") == 1:
            return chunk[3:-4]
        return chunk

    def figure(self, markdown: str, line: int) -> Figure | None:
        return figure_cut(markdown, line, self.page, self.inline)

    def document(self, lines: list[str], first: int) -> Iterator[Piece]:
        """The body of a page, whose first line is line `first` of the file: HTML and blocks by
        turns. A run of HTML is finished only when it is asked for, after the block before it was
        read, so that sources and figures are numbered in reading order.
        """
        scan = scan_lines(lines, first, self.page.problem)
        blocks = self.fences_read(scan)
        own = masked(lines, first, scan)
        notes_check(own, first, self.page)
        self.unshown_warn(own, first)
        places = Places(own, first)
        chunk = self.converted(scan, "page")
        line = first
        parts = page_block.split(chunk)
        # `split` gives text and the numbers of fences by turns; code stays in the text.
        text = parts[0]
        for number, after in zip(parts[1::2], parts[2::2], strict=True):
            block = blocks[int(number)]
            fence = scan.fences[int(number)]
            if not isinstance(block, Block):
                text += f"<p>{fence_token(int(number))}</p>{after}"
                continue
            yield Piece(line, self.finished(self.balanced(text, fence), scan, blocks, places))
            yield Piece(fence.line, block=block, closed=fence.closed)
            line, text = fence.end, after
        yield Piece(line, self.finished(self.balanced(text, None), scan, blocks, places))

    def unshown_warn(self, lines: list[str], first: int) -> None:
        for number, message in unshown(lines, first):
            self.page.warning(number, message)

    def balanced(self, html: str, fence: Fence | None) -> str:
        """`html`, mended where the page was cut in the middle of a tag that the author opened."""
        opened: list[str] = []
        for found in tag.finditer(html):
            if found[2] in void:
                continue
            if not found[1]:
                opened.append(found[2])
            elif not opened or opened.pop() != found[2]:
                return cleaner.clean(html)
        if opened:
            if fence:
                self.problem(fence.line, f"close the <{opened[-1]}> above before a block begins")
            return cleaner.clean(html)
        return html

    def converted(self, scan: Scan, kind: Kind) -> str:
        """The scanned text as sanitised HTML, with its tokens."""
        try:
            return html_of("\n".join(scan.text), self.language, kind)
        except TooHardError:
            line = scan.fences[0].line if scan.fences else 1
            self.problem(line, "this text cannot be read: write it more simply")
            return "".join(f"<p>{fence_token(at)}</p>" for at in range(len(scan.fences)))

    def finished(self, html: str, scan: Scan, blocks: Sequence[str | Block], places: Places) -> str:
        """Sanitised HTML as the page shows it. Code comes last, so that nothing is done to it."""
        page = self.page
        parts = figure_place.split(html)
        for at, part in enumerate(parts):
            # Text and figures by turns: in this order, so that what they cite is numbered in it.
            if at % 2:
                parts[at] = figure_html(scan.figures[int(part)], page, self.inline)
            else:
                parts[at] = images_finish(links_finish(part, page, places), page, places)
        html = "".join(parts)
        html = headings_finish(html, page, scan.headings)
        html = tables_finish(html, page)
        html = alerts_finish(html, page, places)
        html = lists_finish(html, page)
        html = measures_finish(rest_finish(html, page), page, places)
        html = spoilers_finish(html, page, places)

        def code(found: re.Match[str]) -> str:
            block = blocks[int(found[1] or found[2])]
            return block if isinstance(block, str) else ""

        return fence_place.sub(code, html) if blocks else html

    def fences_read(self, scan: Scan) -> list[str | Block]:
        """Each fence as the HTML of code, or as a block that a page's parser has to read."""
        return [self.fence_read(fence) for fence in scan.fences]

    def fence_read(self, fence: Fence) -> str | Block:
        if not fence.info.startswith("{"):
            return code_plain(fence, self.page)
        found = attributes_parse(fence.info)
        for message in found.problems:
            self.problem(fence.line, message)
        kind = found.classes[0] if found.classes else ""
        if kind not in block_kinds:
            return code_fence(fence, found, self.page, block_kinds, self.machines)
        if not fence.outermost:
            message = f"a .{kind} stands outside lists and quotes: begin it at the line's start"
            self.problem(fence.line, message)
            return ""
        return Block(
            kind=kind,
            id=found.id,
            classes=found.classes[1:],
            attributes=found.values,
            body=fence.body,
            line=fence.line,
        )


def paragraph_fast(lines: list[str]) -> str | None:
    """One paragraph without markup but code spans as HTML; None where it is more than that."""
    inner = [line.rstrip() for line in lines]
    while inner and not inner[-1]:
        inner.pop()
    while inner and not inner[0]:
        inner.pop(0)
    if not inner or sum(map(len, inner)) > limits.paragraph_chars:
        return None if inner else ""
    for line in inner:
        if not line or not (line[0].isalpha() or line[0] in "¿¡") or "|" in line:
            return None
    phrase = phrase_fast(" ".join(inner))
    return None if phrase is None else f"<p>{phrase}</p>"


def masked(lines: list[str], first: int, scan: Scan) -> list[str]:
    """`lines` without the fences and figures, which are read on their own."""
    kept = list(lines)
    for fence in scan.fences:
        for at in range(max(fence.line - first, 0), min(fence.end - first, len(kept))):
            kept[at] = ""
    for figure in scan.figures:
        kept[figure.line - first] = ""
    return kept


def notes_check(lines: list[str], first: int, page: Page) -> None:
    """A problem for every footnote that is used and not written, or written twice."""
    written: dict[str, int] = {}
    used: list[tuple[str, int]] = []
    for number, line in enumerate(lines, first):
        if "[^" not in line:
            continue
        bare = code_in_line.sub("", line)
        for found in note_use.finditer(bare):
            name = found[1]
            if not (found[2] and not bare[: found.start()].strip(" >")):
                used.append((name, number))
            elif name in written:
                page.problem(number, f"the footnote `[^{shown(name)}]` is written twice")
            else:
                written[name] = number
    for name, number in used:
        if name not in written:
            message = f"the footnote is missing: write a line `[^{shown(name)}]: …`"
            page.problem(number, message)


def notes_refuse(lines: list[str], first: int, page: Page) -> None:
    """A problem for footnotes in a block: they are the page's."""
    for number, line in enumerate(lines, first):
        if "[^" in line and note_use.search(code_in_line.sub("", line)):
            page.problem(number, "a footnote cannot stand inside of a block: write it in the text")
