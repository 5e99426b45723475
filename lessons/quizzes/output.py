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

from difflib import SequenceMatcher

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Answer,
    Base,
    Feedback,
    Foreseen,
    base_agree,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.short import is_regex, pattern_compile, pattern_fault

output_max_length = 2000
lines_most = 40
typed_most = 100  # lines that are compared; further ones are wrong


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


def lines_of(text: str) -> list[str]:
    """The lines that were typed, without empty ones at the end."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def line_matches(pattern: str, line: str, case: bool) -> bool:
    if is_regex(pattern):
        try:
            return bool(pattern_compile(pattern, case).fullmatch(line, timeout=0.05))
        except TimeoutError:
            return False
    wanted = " ".join(pattern.split())
    return line == wanted if case else line.casefold() == wanted.casefold()


def grade(question: OutputQuestion, answer: Answer) -> Feedback:
    """Too much is as wrong as too little: shares are of the longer of both."""
    text = "\n".join(answer)
    if len(text) > output_max_length:
        return Feedback(fault="long")
    typed = lines_of(text)
    if not typed:
        return Feedback(fault="empty")
    wanted = list(question.lines)
    # Numbers for lines, equal where a typed line is the wanted one: what difflib then compares.
    numbers = [
        next((at for at, each in enumerate(wanted) if line_matches(each, line, question.case)), -1)
        for line in typed[:typed_most]
    ]
    numbers += [-1] * (len(typed) - len(numbers))
    same = [wanted.index(each) for each in wanted]
    blocks = SequenceMatcher(None, same, [same[n] if n >= 0 else -1 for n in numbers], False)
    right = sum(block.size for block in blocks.get_matching_blocks())
    slip = next(
        (
            each
            for each in question.mistakes
            if any(line_matches(each.pattern, line, question.case) for line in typed)
        ),
        None,
    )
    correct = right == len(wanted) == len(typed)
    if correct:
        return Feedback(fraction=1, correct=True)
    return Feedback(
        fraction=right / max(len(wanted), len(typed)),
        messages={"": slip.feedback} if slip and slip.feedback else {},
        misconceptions=(slip.misconception,) if slip and slip.misconception else (),
    )
