"""`.numeric`: one number, with a tolerance and a unit."""

from __future__ import annotations

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.agreement import base_agree
from lessons.quizzes.attributes import number_read
from lessons.quizzes.base import (
    Base,
    Line,
    Parts,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)
from lessons.quizzes.numeric.reading import near
from lessons.quizzes.parameters import token_index


class Mistake(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number that was foreseen as a wrong answer."""

    value: float
    feedback: str = ""
    misconception: str = ""


class NumericQuestion(Base, tag="numeric", frozen=True, kw_only=True):
    """`tolerance` is in the answer's unit, or a fraction of `value` where `relative`."""

    value: float
    feedback: str = ""
    tolerance: float = 0
    relative: bool = False
    unit: str = ""
    mistakes: tuple[Mistake, ...] = ()


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """The right number of a block; `formula` is its number where it is computed."""

    value: float
    feedback: str = ""
    formula: int | None = None


def parse(block: Block, context: Context) -> NumericQuestion | None:
    """A question from a `.numeric` block; None where it has no id or no right number."""
    parts = body_split(block, context)
    common = common_parse(block, parts, context, attributes=("tolerance", "unit"), marks=("=", "~"))
    tolerance, relative = tolerance_parse(block, context)
    right = rights_read(block, parts, context, "a .numeric")
    mistakes, computed = mistakes_read(parts, context)
    if right is None:
        return None
    if right.formula is not None:
        computed["value"] = right.formula
    for at, (mistake, line) in enumerate(zip(mistakes, mistake_lines(parts), strict=True)):
        if computed.keys() & {"value", f"mistakes.{at}.value"}:
            continue
        if near(mistake.value, right.value, tolerance, relative):
            context.problem(line.line, "this foreseen mistake is within the tolerance: it is right")
    if common is None:
        return None
    return NumericQuestion(
        **msgspec.structs.asdict(common),
        value=right.value,
        feedback=right.feedback,
        tolerance=tolerance,
        relative=relative,
        unit=block.attributes.get("unit", "").strip(),
        mistakes=mistakes,
        computed=computed,
    )


def rights_read(block: Block, parts: Parts, context: Context, kind: str) -> Right | None:
    """The one `=` line; None, with a problem, where there is none."""
    rights = [line for line in parts.marked("=") if line.text]
    if not rights:
        context.problem(block.line, "the right number is missing: add a line `= 64`")
        return None
    for line in rights[1:]:
        context.problem(line.line, f"{kind} has one right number: use tolerance for a range")
    tail = tail_split(rights[0].text)
    formula = token_index(tail.text)
    value = 0.0 if formula is not None else value_parse(rights[0], context)
    if value is None:
        return None
    feedback = context.inline(tail.feedback, rights[0].line) if tail.feedback else ""
    return Right(value=value, feedback=feedback, formula=formula)


def mistake_lines(parts: Parts) -> list[Line]:
    """The `~` lines that have a number."""
    found = []
    for line in parts.marked("~"):
        text = tail_split(line.text).text
        if token_index(text) is not None or number_read(text) is not None:
            found.append(line)
    return found


def mistakes_read(parts: Parts, context: Context) -> tuple[tuple[Mistake, ...], dict[str, int]]:
    """The foreseen mistakes, and which of them are computed, by path (see `Base.computed`)."""
    usable = mistake_lines(parts)
    computed: dict[str, int] = {}
    mistakes: list[Mistake] = []
    for line in parts.marked("~"):
        tail = tail_split(line.text)
        if line.text and not tail.feedback:
            context.problem(line.line, "say what to tell the learner: `~ 63 :: feedback`")
        if line not in usable:
            if line.text:
                value_parse(line, context)
            continue
        if (formula := token_index(tail.text)) is not None:
            computed[f"mistakes.{len(mistakes)}.value"] = formula
        mistakes.append(
            Mistake(
                value=number_read(tail.text) or 0.0,
                feedback=context.inline(tail.feedback, line.line) if tail.feedback else "",
                misconception=misconception_check(tail, line, context),
            )
        )
    return tuple(mistakes), computed


def value_parse(line: Line, context: Context) -> float | None:
    """The number of a `=` or `~` line, or None with a problem."""
    text = tail_split(line.text).text
    value = number_read(text)
    if value is None:
        context.problem(
            line.line, f"{text!r} is not a number: write it as 1234.5, the unit as an attribute"
        )
    return value


def tolerance_parse(block: Block, context: Context) -> tuple[float, bool]:
    """`tolerance=2` → (2, False), `tolerance=5%` → (0.05, True)."""
    text = block.attributes.get("tolerance", "0").strip()
    relative = text.endswith("%")
    value = number_read(text.removesuffix("%"))
    if value is None or value < 0:
        context.problem(block.line, "tolerance must be a number such as 2, or a share such as 5%")
        return 0.0, False
    return (value / 100, True) if relative else (value, False)


def ids(source: NumericQuestion, translation: NumericQuestion) -> NumericQuestion:
    """A number has no choices whose ids could be taken over."""
    return translation


def agree(source: NumericQuestion, translation: NumericQuestion) -> list[str]:
    """Which parts of a translation contradict its source; the unit may be translated."""
    found = base_agree(source, translation)
    if source.value != translation.value:
        found.append(f"the answer is {translation.value:g}, and {source.value:g} in the source")
    if (source.tolerance, source.relative) != (translation.tolerance, translation.relative):
        found.append("tolerance differs from the source language")
    if [each.value for each in source.mistakes] != [each.value for each in translation.mistakes]:
        found.append("the foreseen mistakes (`~ …`) differ from the source language")
    return found
