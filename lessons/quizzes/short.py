"""`.short`: a few words, compared after normalising.

Patterns between slashes are regular expressions. They come from authors, who may be careless or
hostile, and run on what learners type: lengths are bounded, and the `regex` module ends a match
that takes too long (catastrophic backtracking); such a match counts as none.
"""

from __future__ import annotations

import functools
import unicodedata

import msgspec
import regex

from lessons.format.block import Block, Context
from lessons.quizzes.attributes import bool_attribute
from lessons.quizzes.base import (
    Answer,
    Base,
    Feedback,
    Foreseen,
    Line,
    answer_max_length,
    base_agree,
    body_split,
    common_parse,
    misconception_check,
    tail_split,
)

match_seconds = 0.05
pattern_max_length = 200
# Long runs make nested quantifiers show themselves while the author is still there to be told.
probes = ("a" * 60 + "!", "0" * 60 + "!", " " * 60 + "!", "ab" * 30 + "!")


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


def pattern_fault(pattern: str, case: bool) -> str:
    """What is wrong with a pattern, or "" where nothing is."""
    if len(pattern) > pattern_max_length:
        return f"this pattern is longer than {pattern_max_length} characters"
    if not is_regex(pattern):
        if not normalise(pattern, case):
            return "nothing is left of this answer after normalising: write a regular expression"
        return ""
    try:
        compiled = pattern_compile(pattern, case)
        for probe in probes:
            compiled.fullmatch(probe, timeout=match_seconds)
    except TimeoutError:
        return "this regular expression takes too long: avoid quantifiers inside quantifiers"
    except (regex.error, OverflowError, RecursionError, MemoryError, ValueError) as error:
        return f"this regular expression is not valid: {error}"
    return ""


def is_regex(pattern: str) -> bool:
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")


@functools.lru_cache(maxsize=1024)
def pattern_compile(pattern: str, case: bool) -> regex.Pattern[str]:
    """The expression between the slashes, without accents, as the answers are compared."""
    return regex.compile(
        without_accents(pattern[1:-1]),
        regex.VERSION0 if case else regex.VERSION0 | regex.IGNORECASE,
    )


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def normalise(text: str, case: bool) -> str:
    """Without accents, runs of white space, punctuation at the ends; lower case unless `case`.

    Symbols such as `$` or `+` stay: they are often what was asked for.
    """
    text = " ".join(without_accents(text).split())
    if not case:
        text = text.casefold()
    start, end = 0, len(text)
    while start < end and is_edge(text[start]):
        start += 1
    while end > start and is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def is_edge(letter: str) -> bool:
    # A slash, a star or a percent sign is punctuation to Unicode, and part of the answer to us.
    return letter.isspace() or (
        unicodedata.category(letter).startswith("P") and letter not in "/*%#@&-_"
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


def grade(question: ShortQuestion, answer: Answer) -> Feedback:
    """The first accepted pattern wins, then the first foreseen mistake."""
    text = " ".join(answer)
    if len(text) > answer_max_length:
        return Feedback(fault="long")
    normal = normalise(text, question.case)
    if not normal:
        return Feedback(fault="empty")
    if (found := first_match(question.accepted, normal, question.case)) is not None:
        return Feedback(
            fraction=1, correct=True, messages={"": found.feedback} if found.feedback else {}
        )
    if (found := first_match(question.mistakes, normal, question.case)) is not None:
        return Feedback(
            messages={"": found.feedback} if found.feedback else {},
            misconceptions=(found.misconception,) if found.misconception else (),
        )
    return Feedback()


def first_match(patterns: tuple[Foreseen, ...], normal: str, case: bool) -> Foreseen | None:
    return next((each for each in patterns if matches(each.pattern, normal, case)), None)


def matches(pattern: str, normal: str, case: bool) -> bool:
    """Whether a normalised answer is what `pattern` says."""
    if not is_regex(pattern):
        return normal == normalise(pattern, case)
    try:
        return bool(pattern_compile(pattern, case).fullmatch(normal, timeout=match_seconds))
    except (TimeoutError, regex.error):
        return False
