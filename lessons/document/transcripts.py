"""Transcripts that can be run again: their commands, what they show, and whether that still holds.

`runs=KIND` on a `.console` fence names the kind of machine; `varies="PATTERN"` what differs from
run to run; `before="COMMAND"` what is done first, unseen. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import takewhile

import msgspec
import regex

from lessons.format.attributes import attributes_parse
from lessons.quizzes.short.patterns import pattern_fault
from virtlearn.core.wording import instead, shown

match_seconds = 2.0
left_out = "…"
fence = re.compile(r"(?P<ticks>`{3,}) (?P<attributes>\{\.console .*\})\s*$")
typed = re.compile(r"(?P<prompt>[$#]) (?P<command>.*)\Z")
line_of_script = re.compile(r"^(\w+: )line \d+: ")


class Step(msgspec.Struct, frozen=True):
    """A command, of several lines where it goes on, and the lines that it shows."""

    prompt: str  # "$" a user's, "#" root's
    command: str
    output: tuple[str, ...]
    rows: int  # lines of the transcript that the command takes


class Transcript(msgspec.Struct, frozen=True):
    """One of a page that can be run: where it stands, in what, and its steps."""

    line: int  # of the fence, from 1
    kind: str
    varies: str
    before: str
    steps: tuple[Step, ...]


def steps_of(code: str) -> tuple[Step, ...]:
    """The commands of a transcript. A line goes on after one that ends in a backslash, and where
    it begins with `> `; what stands above the first command is nobody's output."""
    steps: list[Step] = []
    lines = code.split("\n")
    at = 0
    while at < len(lines):
        found = typed.match(lines[at])
        at += 1
        if not found:
            continue
        rows = [found["command"]]
        while at < len(lines) and (rows[-1].endswith("\\") or lines[at].startswith("> ")):
            rows.append(lines[at].removeprefix("> "))
            at += 1
        output = tuple(takewhile(lambda line: not typed.match(line), lines[at:]))
        steps.append(Step(found["prompt"], "\n".join(rows), output, len(rows)))
        at += len(output)
    return tuple(steps)


def transcripts_of(text: str) -> Iterator[Transcript]:
    """Those of a page that can be run, in its order, also within blocks."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not (found := fence.match(line)):
            continue
        values = attributes_parse(found["attributes"]).values
        if kind := values.get("runs", ""):
            code = list(takewhile(partial(str.__ne__, found["ticks"]), lines[at + 1 :]))
            steps = steps_of("\n".join(code))
            yield Transcript(
                at + 1, kind, values.get("varies", ""), values.get("before", ""), steps
            )


def transcript_faults(
    values: Mapping[str, str], code: str, kinds: Collection[str]
) -> Iterator[str]:
    """What is wrong with the attributes of a `.console` fence, in words for its author."""
    if not values.get("on"):
        yield 'say what this transcript is of: on="Debian 12, kernel 6.18"'
    if "runs" not in values:
        for name in ("varies", "before"):
            if name in values:
                yield f"`{name}` is of transcripts that are run: name the machine, as in runs=vm"
        return
    kind = values["runs"]
    if kinds and kind not in kinds:
        yield f"there is no kind of machine `{shown(kind)}`: {instead(kind, set(kinds))}"
    steps = steps_of(code)
    if not steps:
        yield "this transcript has no command: begin its line with `$ ` or `# `"
    if varies := values.get("varies", ""):
        yield from varies_faults(varies, [row for step in steps for row in step.output])


def varies_faults(varies: str, rows: Iterable[str]) -> Iterator[str]:
    if fault := pattern_fault(f"/{varies}/", True):
        yield f"varies: {fault}"
    elif regex.fullmatch(varies, "", timeout=match_seconds):
        yield "varies: this pattern stands for nothing too: it has to stand for something"
    elif not any(regex.search(varies, row, timeout=match_seconds) for row in rows):
        yield "varies: nothing in this transcript is like this pattern: take it away"


def agrees(step: Step, said: str, varies: str) -> bool:
    """Whether what a command has printed is what the transcript shows.

    Runs of white space count as one. What is like `varies` may be anything like it. A line `…`
    stands for any lines, `…` within a line for anything in it.
    """
    found = [said_line(row) for row in said.replace("\r", "").split("\n")]
    while found and not found[-1]:
        found.pop()
    wanted = list(step.output)
    while wanted and not wanted[-1].strip():
        wanted.pop()
    pattern = "".join(line_pattern(row, varies) for row in wanted)
    text = "".join(f"{row}\n" for row in found)
    try:
        return bool(regex.fullmatch(pattern, text, timeout=match_seconds))
    except TimeoutError:
        return False


def said_line(row: str) -> str:
    return " ".join(line_of_script.sub(r"\1", row).split())


def line_pattern(row: str, varies: str) -> str:
    """The expression for one line of output, its end included."""
    row = said_line(row)
    if row == left_out:
        return r"(?:[^\n]*\n)*?"
    pieces: list[str] = []
    at = 0
    for found in regex.finditer(varies, row, timeout=match_seconds) if varies else ():
        pieces += [literal(row[at : found.start()]), f"(?:{varies})"]
        at = found.end()
    return "".join([*pieces, literal(row[at:]), r"\n"])


def literal(text: str) -> str:
    return r"[^\n]*".join(regex.escape(part) for part in text.split(left_out))
