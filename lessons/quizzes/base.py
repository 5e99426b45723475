"""What all kinds of questions share: fields, feedback, and how a question block is read.

The body of a question block is markdown (the prompt) and below it lines that begin with a mark:

    = answer :: feedback                              what is right
    ~ foreseen mistake :: feedback {misconception=key}
    ? hint
    ! explanation, shown once the question is closed

Some kinds have marks of their own: choices, items, pairs. A line that is indented goes on with the
one above. Nothing here raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal, Protocol

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.attributes import (
    bool_attribute,
    number_attribute,
    pool_attribute,
    share_attribute,
    slug,
)
from lessons.quizzes.parameters import Varying

# What a learner sent: the ids of the choices that were picked, one text, or one text a field.
Answer = tuple[str, ...]
# Why an answer is no attempt. places: an order that has not each place once; machine: no machine of
# the lab runs; fact: it runs, and what is asked for is not there; list: its host can't list
# processes; gaps: some fields are empty, and nobody said that they shall be; same: sent before.
Unreadable = Literal[
    "", "empty", "choice", "many", "long", "number", "unit", "places", "machine", "fact", "list"
]
Fault = Literal[Unreadable, "gaps", "same"]

answer_max_length = 200
mark = r"(?P<mark>{}[=~?!](?!\[))(?:\s+(?P<text>.*))?\Z"
choice_mark = r"- \[[ xX]\]|"
fence = re.compile(r"\s*(?P<ticks>`{3,}|~{3,})")
misconception_tag = re.compile(r"\s*\{misconception=(?P<key>[^{}\s]*)\}\s*\Z")
feedback_separator = re.compile(r"(?:^|\s)::(?:\s|\Z)")


class Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of every question. Texts are sanitised HTML; `points` are for a first try."""

    id: str
    points: float = 1
    attempts: int = 3
    prompt: str = ""
    hints: tuple[str, ...] = ()
    explanation: str = ""
    hint_cost: float = 0.1  # the share of the points that each hint takes
    pool: str = ""  # drawn from this pool rather than shown at its place
    standalone: bool = True  # can be asked without what stands around it in its lesson
    varying: Varying = Varying()
    computed: Mapping[str, int] = {}  # path of a number in the struct → its formula


class Option(Protocol):
    """What can be picked; texts are inline HTML, the id tells nothing of `right`."""

    @property
    def id(self) -> str: ...

    @property
    def html(self) -> str: ...

    @property
    def right(self) -> bool: ...

    @property
    def feedback(self) -> str: ...

    @property
    def misconception(self) -> str: ...


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field of a question that has several, as it stands for a learner.

    `label` is HTML, `options` pairs of value and plain text; without options it is typed into.
    What is set on a closed question alone: `right`, as a reader would write it, and `feedback`.
    `mark` says how the latest answer was here: "right", "wrong" or "" for no answer.
    """

    label: str = ""
    options: tuple[tuple[str, str], ...] = ()
    given: str = ""
    shown: str = ""  # what was given, in words
    mark: str = ""
    right: str = ""
    feedback: str = ""


class Feedback(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What grading says of one answer.

    `fraction` (0 to 1) is how much of the answer is right, `points` what it earns at this attempt.
    `messages` maps picked choices, or "" for a typed answer, to HTML written by the author.
    `fault` is set where the answer could not be read; such an answer is no attempt.
    """

    fraction: float = 0
    points: float = 0
    correct: bool = False
    messages: Mapping[str, str] = {}
    misconceptions: tuple[str, ...] = ()
    fault: Fault = ""


class Foreseen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A pattern (or number, as text) that an answer may match, and what to say then."""

    pattern: str
    feedback: str = ""
    misconception: str = ""


class Line(msgspec.Struct, frozen=True):
    """One marked line of a body; `text` has its continuation lines, `line` is in the file."""

    mark: str
    text: str
    line: int


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """A body taken apart."""

    prompt: str
    prompt_line: int
    lines: tuple[Line, ...]

    def marked(self, *marks: str) -> list[Line]:
        return [line for line in self.lines if line.mark in marks]


class Tail(msgspec.Struct, frozen=True):
    """`text :: feedback {misconception=key}` taken apart; markdown still."""

    text: str
    feedback: str
    misconception: str


def body_split(block: Block, context: Context, own: str = choice_mark) -> Parts:
    """Prompt and marked lines of `block`; a stray line below the marks is a problem.

    `own` are the kind's own marks, a regular expression that ends in `|`.
    """
    marked = re.compile(mark.format(own))
    prompt: list[str] = []
    lines: list[Line] = []
    open_fence = ""
    for number, text in enumerate(block.body.splitlines(), block.line + 1):
        ticks = fence.match(text)
        if open_fence:
            if ticks and ticks["ticks"].startswith(open_fence) and text.strip() == ticks["ticks"]:
                open_fence = ""
        elif ticks and not lines:
            open_fence = ticks["ticks"]
        elif found := marked.match(text):
            kind = found["mark"].lower()
            lines.append(Line(kind, (found["text"] or "").strip(), number))
            continue
        if not lines:
            prompt.append(text)
        elif text[:1].isspace() and text.strip():
            last = lines[-1]
            lines[-1] = Line(last.mark, f"{last.text} {text.strip()}".strip(), last.line)
        elif text.strip():
            context.problem(
                number,
                "this line belongs to nothing: put it above the answers,"
                " or indent it to go on with the line above",
            )
    return Parts(prompt="\n".join(prompt), prompt_line=block.line + 1, lines=tuple(lines))


def tail_split(text: str) -> Tail:
    """Takes feedback and misconception off the end of a choice or an answer."""
    key = ""
    if tag := misconception_tag.search(text):
        text, key = text[: tag.start()], tag["key"]
    separator = feedback_separator.search(text)
    if separator is None:
        return Tail(text.strip(), "", key)
    return Tail(text[: separator.start()].strip(), text[separator.end() :].strip(), key)


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """The values of the fields of `Base`, as they were read from a block."""

    id: str
    points: float
    attempts: int
    prompt: str
    hints: tuple[str, ...]
    explanation: str
    hint_cost: float
    pool: str
    standalone: bool


def common_parse(  # noqa: PLR0913
    block: Block,
    parts: Parts,
    context: Context,
    *,
    attributes: Collection[str],
    marks: Collection[str],
    prompt: str | None = None,
    blank: Collection[str] = (),
) -> Common | None:
    """Reads what all kinds share; None where there is no id to hang a question on.

    `attributes` and `marks` are those that this kind has besides the shared ones, `blank` the
    marks behind which nothing need stand, `prompt` what is to be rendered instead of the body's.
    """
    known = {"points", "attempts", "hint-cost", "pool", "standalone", *attributes}
    for name in block.attributes:
        if name not in known:
            context.problem(
                block.line,
                f"unknown attribute {name!r}: a .{block.kind} has {', '.join(sorted(known))}",
            )
    for extra in block.classes:
        context.problem(block.line, f"unknown class .{extra}: a .{block.kind} has none")
    for line in parts.lines:
        if line.mark not in {"?", "!", *marks}:
            shown = " ".join(f"`{each}`" for each in (*marks, "?", "!"))
            context.problem(line.line, f"`{line.mark}` has no meaning in a .{block.kind}: {shown}")
        elif not line.text and line.mark not in blank:
            context.problem(line.line, f"nothing is written after `{line.mark}`")
    if not parts.prompt.strip():
        context.problem(block.line, "the question is missing: write it above the answers")
    explanation = parts.marked("!")
    if not block.id:
        context.problem(
            block.line, f"a .{block.kind} needs an id: write {{.{block.kind} #its-name}}"
        )
        return None
    if not slug.match(block.id):
        context.problem(
            block.line,
            f"the id {block.id!r} is not allowed: lower-case letters, digits and hyphens,"
            " a letter first",
        )
    return Common(
        id=block.id,
        points=number_attribute(block, context, "points", 1, low=0.5, high=100),
        attempts=int(number_attribute(block, context, "attempts", 3, low=1, high=20, whole=True)),
        prompt=context.html(parts.prompt if prompt is None else prompt, parts.prompt_line),
        hints=tuple(context.inline(hint.text, hint.line) for hint in parts.marked("?")),
        explanation=context.html(
            "\n\n".join(line.text for line in explanation), explanation[0].line
        )
        if explanation
        else "",
        hint_cost=share_attribute(block, context, "hint-cost", 0.1),
        pool=pool_attribute(block, context),
        standalone=bool_attribute(block, context, "standalone", True),
    )


def misconception_check(tail: Tail, line: Line, context: Context) -> str:
    """The tag of a wrong answer, or "" with a problem where it is no key."""
    if tail.misconception and not slug.match(tail.misconception):
        context.problem(
            line.line,
            f"the misconception {tail.misconception!r} is not a key:"
            " lower-case letters, digits and hyphens, a letter first",
        )
        return ""
    return tail.misconception
