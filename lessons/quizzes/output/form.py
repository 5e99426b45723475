"""`.output`: what a program prints, line by line.

    ``` {.output #what-prints}
    What does this print?
    ```sh
    echo $((2 + 3)); echo done
    ```
    = 5
    = done
    ~ 2 + 3 :: The double parentheses compute.
    ```

Lines are compared after joining runs of white space; a line between slashes is a regular
expression. Each right line in its place, as far as the order goes, counts for its share.
"""

from __future__ import annotations

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Base,
    Foreseen,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.short import is_regex, pattern_fault

lines_most = 40


class OutputQuestion(Base, tag="output", frozen=True, kw_only=True):
    """`lines` are the lines of the output, or expressions between slashes for them."""

    lines: tuple[str, ...]
    mistakes: tuple[Foreseen, ...] = ()
    case: bool = True


def parse(block: Block, context: Context) -> OutputQuestion | None:
    """A question from an `.output` block; None where it has no id or no line of output."""
    parts = body_split(block, context)
    common = common_parse(
        block, parts, context, attributes=("case",), marks=("=", "~"), blank=("=",)
    )
    case = bool_attribute(block, context, "case", True)
    lines: list[str] = []
    for line in parts.marked("="):
        if is_regex(line.text) and (reason := pattern_fault(line.text, case)):
            context.problem(line.line, reason)
            continue
        lines.append(line.text)
    mistakes = []
    for line in parts.marked("~"):
        tail = tail_split(line.text)
        if line.text and not tail.feedback:
            context.problem(line.line, "say what to tell the learner: `~ line :: feedback`")
        if is_regex(tail.text) and (reason := pattern_fault(tail.text, case)):
            context.problem(line.line, reason)
        elif tail.text:
            mistakes.append(
                Foreseen(
                    pattern=tail.text,
                    feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
                    misconception=misconception_check(tail, line, context),
                )
            )
    if not any(lines):
        context.problem(block.line, "the output is missing: add a line `= …` for each of its lines")
    if len(lines) > lines_most:
        context.problem(block.line, f"the output has at most {lines_most} lines")
    if common is None or not any(lines):
        return None
    return OutputQuestion(
        **msgspec.structs.asdict(common), lines=tuple(lines), mistakes=tuple(mistakes), case=case
    )


def ids(source: OutputQuestion, translation: OutputQuestion) -> OutputQuestion:
    """A text has no choices whose ids could be taken over."""
    return translation


def agree(source: OutputQuestion, translation: OutputQuestion) -> list[str]:
    """Which parts of a translation contradict its source; its words may be translated."""
    found = base_agree(source, translation)
    if source.case != translation.case:
        found.append("case differs from the source language")
    if len(source.lines) != len(translation.lines):
        ours, theirs = len(source.lines), len(translation.lines)
        found.append(f"the output has {theirs} lines, and {ours} in the source language")
    return found
