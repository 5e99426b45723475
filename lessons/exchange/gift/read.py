"""GIFT taken apart: questions with their lines, what stands in their braces, and escapes.

Pure. https://docs.moodle.org/en/GIFT_format says what GIFT is; where it is silent, Moodle's own
reader is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from lessons.exchange.block import ImportFault
from lessons.exchange.gift.questions import GiftText, question_read
from lessons.exchange.gift.texts import unescaped
from lessons.exchange.result import Source

text_most = 2_000_000
questions_most = 2_000
title = re.compile(r"::(?P<title>(?:[^\\:]|\\.|:(?!:))*)::", re.DOTALL)
format_mark = re.compile(r"\[(?P<form>html|moodle|plain|markdown)\]", re.IGNORECASE)
tagged = re.compile(r"\[(?:tag|id):(?:[^\]\\]|\\.)*\]")


class Paragraph(msgspec.Struct):
    line: int
    text: str
    comments: list[str] = []


def gift_sources(text: str) -> tuple[list[Source], list[str]]:
    """The questions of `text`, and notes on the whole. ImportFault where it holds none."""
    if len(text) > text_most:
        raise ImportFault("too_large", "this file is too large")
    notes: list[str] = []
    sources = [source_of(each) for each in paragraphs(text, notes)]
    if not sources:
        raise ImportFault("no_questions", "there is no question in this file")
    if len(sources) > questions_most:
        raise ImportFault("too_large", f"this file has more than {questions_most} questions")
    return sources, notes


def source_of(paragraph: Paragraph) -> Source:
    """One question; its title, or else its first words, name it."""
    source = paragraph.text.strip()
    name = ""
    if found := title.match(source):
        name, source = " ".join(unescaped(found["title"]).split()), source[found.end() :].strip()
    form = "moodle"
    if marked := format_mark.match(source):
        form, source = marked["form"].lower(), source[marked.end() :]
    begin, end = source.find("{"), source.rfind("}")
    bare = f"{source[:begin]} {source[end + 1 :]}" if 0 <= begin < end else source
    first = re.sub(r"<[^<>]*>", " ", unescaped(bare))
    tags = [tag for comment in paragraph.comments for tag in tagged.findall(comment)]
    read = GiftText(source=source, form=form, tags=tuple(tags))
    return Source(
        where=f"line {paragraph.line}",
        name=name or " ".join(first.split())[:40],
        read=lambda texts: question_read(read, texts),
    )


def paragraphs(text: str, notes: list[str]) -> Iterator[Paragraph]:
    """Questions with their first lines: blank lines part them outside of answers."""
    lines: list[tuple[int, str]] = []
    comments: list[str] = []
    categories: list[str] = []
    open_braces = 0
    for number, line in enumerate([*re.split(r"\r\n|\n|\r", text), ""], 1):
        if line.lstrip().startswith("//"):
            comments.append(line)
        elif line.lstrip().startswith("$CATEGORY"):
            categories.append(line.partition(":")[2].strip())
        elif line.strip():
            lines.append((number, line))
            open_braces += depth(line)
        elif lines and open_braces <= 0:
            yield from parted(lines, comments)
            lines, comments, open_braces = [], [], 0
    if lines:
        yield from parted(lines, comments)
    if categories:
        notes.append(f"categories are not kept: {', '.join(categories)[:200]}")


def parted(lines: list[tuple[int, str]], comments: list[str]) -> list[Paragraph]:
    """The questions of lines without a blank one among them, as some programs write them.

    A title begins one, and so does a line with answers right behind one that ended its own.
    """
    found: list[Paragraph] = []
    begun, rows, ended, inside, answered = 0, [""], False, 0, False
    rows = []
    for number, line in lines:
        new = line.lstrip().startswith("::") or (ended and opens(line))
        if rows and inside <= 0 and new:
            found.append(Paragraph(begun, "\n".join(rows)))
            rows, inside, answered = [], 0, False
        if not rows:
            begun = number
        rows.append(line)
        inside += depth(line)
        answered = answered or opens(line)
        ended = answered and line.rstrip().endswith("}") and inside == 0
    found.append(Paragraph(begun, "\n".join(rows)))
    found[0].comments = comments
    return found


def opens(text: str) -> bool:
    """Whether answers begin in it."""
    return "{" in re.sub(r"\\.", "", text)


def depth(text: str) -> int:
    """How many braces are open at the end."""
    bare = re.sub(r"\\.", "", text)
    return bare.count("{") - bare.count("}")
