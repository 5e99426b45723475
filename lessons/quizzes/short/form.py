"""`.short`: a few words, compared after normalising."""

from __future__ import annotations

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Base,
    Foreseen,
    Line,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.short.patterns import is_regex, pattern_fault


class ShortQuestion(Base, tag="short", frozen=True, kw_only=True):
    accepted: tuple[Foreseen, ...]
    mistakes: tuple[Foreseen, ...] = ()
    case: bool = False


def parse(block: Block, context: Context) -> ShortQuestion | None:
    """A question from a `.short` block; None where it has no id or no accepted answer."""
    parts = body_split(block, context)
    common = common_parse(block, parts, context, attributes=("case",), marks=("=", "~"))
    case = bool_attribute(block, context, "case", False)
    accepted = [
        found for line in parts.marked("=") if (found := pattern_parse(line, context, case))
    ]
    mistakes = [
        found for line in parts.marked("~") if (found := pattern_parse(line, context, case))
    ]
    if not parts.marked("="):
        context.problem(block.line, "no answer is accepted: add a line `= answer`")
    elif accepted and all(is_regex(found.pattern) for found in accepted):
        message = "no answer can be shown: write one accepted answer without slashes, `= answer`"
        context.problem(parts.marked("=")[0].line, message)
    if common is None or not accepted:
        return None
    return ShortQuestion(
        **msgspec.structs.asdict(common),
        accepted=tuple(accepted),
        mistakes=tuple(mistakes),
        case=case,
    )


def pattern_parse(line: Line, context: Context, case: bool) -> Foreseen | None:
    """The pattern of a `=` or `~` line, or None with a problem."""
    if not line.text:
        return None
    tail = tail_split(line.text)
    if line.mark == "~" and not tail.feedback:
        context.problem(line.line, "say what to tell the learner: `~ answer :: feedback`")
    if reason := pattern_fault(tail.text, case):
        context.problem(line.line, reason)
        return None
    return Foreseen(
        pattern=tail.text,
        feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
        misconception=misconception_check(tail, line, context),
    )


def ids(source: ShortQuestion, translation: ShortQuestion) -> ShortQuestion:
    """A text has no choices whose ids could be taken over."""
    return translation


def agree(source: ShortQuestion, translation: ShortQuestion) -> list[str]:
    """Which parts of a translation contradict its source; patterns are each language's own."""
    found = base_agree(source, translation)
    if source.case != translation.case:
        found.append("case differs from the source language")
    return found
