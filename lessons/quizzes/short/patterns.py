"""What typed words are compared with: plain ones, or regular expressions between slashes.

Expressions come from authors, who may be careless or hostile, and run on what learners type:
lengths are bounded, and the `regex` module ends a match that takes too long (catastrophic
backtracking); such a match counts as none.
"""

from __future__ import annotations

import functools
import unicodedata

import regex

from lessons.quizzes.base import Foreseen

match_seconds = 0.05
pattern_max_length = 200
# Long runs make nested quantifiers show themselves while the author is still there to be told.
probes = ("a" * 60 + "!", "0" * 60 + "!", " " * 60 + "!", "ab" * 30 + "!")


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
