"""Grading of output line by line, as far as the order goes."""

from __future__ import annotations

from difflib import SequenceMatcher

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.output.form import OutputQuestion
from lessons.quizzes.short import is_regex, pattern_compile

output_max_length = 2000
typed_most = 100  # lines that are compared; further ones are wrong


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
