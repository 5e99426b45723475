"""GIFT read into blocks of the course format. Pure; raises ImportFault on what is no GIFT."""

from __future__ import annotations

import re

import msgspec

from lessons.exchange.block import ImportFault, ids_unique
from lessons.quizzes.gift import shown, source_read, text_form, unescaped
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.registry import kinds

readers = {form: read for kind in kinds.values() for form, read in kind.gift_in.items()}

text_most = 2_000_000
title = re.compile(r"::(?P<title>(?:[^\\:]|\\.|:(?!:))*)::")


def gift_read(text: str) -> list[ImportedBlock]:
    """The questions of `text`; what the format has no form for is a note."""
    if len(text) > text_most:
        raise ImportFault("too_large", "this file is too large")
    found: list[tuple[str, ImportedBlock]] = []
    for line, source in paragraphs(text):
        try:
            found.append(question_read(source))
        except ValueError as error:
            raise ImportFault("syntax", f"line {line}: {error}") from None
    if not found:
        raise ImportFault("no_questions", "there is no question in this file")
    names = ids_unique([name or f"question-{at}" for at, (name, _) in enumerate(found, 1)])
    return [
        msgspec.structs.replace(block, id=name)
        for name, (_, block) in zip(names, found, strict=True)
    ]


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Questions with their first lines: blank lines part them outside of answers."""
    found: list[tuple[int, str]] = []
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        if line.lstrip().startswith("//") or line.startswith("$CATEGORY"):
            continue
        if line.strip():
            lines.append((number, line))
        elif lines and depth("\n".join(text for _, text in lines)) <= 0:
            found += parted(lines)
            lines = []
    if lines:
        found += parted(lines)
    return found


def parted(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The questions of lines without a blank one among them, as some programs write them.

    A title begins one, and so does a line with answers right behind one that ended its own.
    """
    found: list[tuple[int, str]] = []
    begun, text, ended = 0, "", False
    for number, line in lines:
        outside = depth(text) <= 0
        if text and outside and (line.lstrip().startswith("::") or (ended and opens(line))):
            found.append((begun, text))
            begun, text = 0, ""
        begun, text = begun or number, f"{text}\n{line}" if text else line
        ended = opens(text) and line.rstrip().endswith("}") and depth(text) == 0
    return [*found, (begun, text)]


def opens(text: str) -> bool:
    """Whether answers begin in it."""
    return "{" in re.sub(r"\\.", "", text)


def depth(text: str) -> int:
    """How many braces are open at the end."""
    bare = re.sub(r"\\.", "", text)
    return bare.count("{") - bare.count("}")


def question_read(source: str) -> tuple[str, ImportedBlock]:
    """Title and block of one question. ValueError says what is wrong."""
    name = ""
    source = source.strip()
    if found := title.match(source):
        name, source = unescaped(found["title"]).strip(), source[found.end() :]
    way = "moodle"
    source = source.strip()
    if marked := text_form.match(source):
        way, source = marked["form"].lower(), source[marked.end() :]
    begin, end = braces(source)
    before, inside, after = source[:begin], source[begin + 1 : end], source[end + 1 :]
    if opens(after):
        raise ValueError("two questions stand here as one: leave a blank line between them")
    if after.strip():
        before = (
            f"{before.rstrip()} \\_\\_\\_\\_\\_ {after.strip()}"
            if way != "html"
            else (f"{before.rstrip()} _____ {after.strip()}")
        )
    prompt = shown(unescaped(before), way)
    if not prompt:
        raise ValueError("the question has no text")
    given = source_read(prompt, inside.strip(), way)
    return name or prompt[:40], readers[given.form](given)


def braces(source: str) -> tuple[int, int]:
    """Where the answer stands. ValueError where there is none, or it is not closed."""
    bare = re.sub(r"\\.", "  ", source, flags=re.DOTALL)
    begin = bare.find("{")
    end = bare.find("}", begin)
    if begin < 0:
        raise ValueError("a question needs its answers in { }")
    if end < 0:
        raise ValueError("the answers are not closed: write } behind them")
    return begin, end
