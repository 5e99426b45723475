"""Grading of gaps: each right one counts for its share."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback, Foreseen, answer_max_length
from lessons.quizzes.cloze.form import ClozeQuestion, Gap
from lessons.quizzes.short import matches, normalise


def gap_grade(gap: Gap, text: str, case: bool) -> tuple[bool, Foreseen | None]:
    """Whether `text` is right in `gap`, and the mistake that it was foreseen as."""
    if gap.options:
        mistake = next((each for each in gap.mistakes if each.pattern == text), None)
        return text in gap.accepted, mistake
    normal = normalise(text, case)
    if not normal:
        return False, None
    if any(matches(pattern, normal, case) for pattern in gap.accepted):
        return True, None
    found = (each for each in gap.mistakes if matches(each.pattern, normal, case))
    return False, next(found, None)


def unfilled(question: ClozeQuestion, answer: Answer) -> int:
    return len(question.gaps) - sum(1 for text in answer if text.strip())


def grade(question: ClozeQuestion, answer: Answer) -> Feedback:
    """A fault where every gap is empty; one that is left open counts as wrong."""
    texts = (*answer, *[""] * len(question.gaps))[: len(question.gaps)]
    if not any(text.strip() for text in texts):
        return Feedback(fault="empty")
    if any(len(text) > answer_max_length for text in texts):
        return Feedback(fault="long")
    if any(
        text and gap.options and text not in {key for key, _ in gap.options}
        for gap, text in zip(question.gaps, texts, strict=True)
    ):
        return Feedback(fault="choice")
    found = [
        gap_grade(gap, text, question.case) for gap, text in zip(question.gaps, texts, strict=True)
    ]
    right = sum(good for good, _ in found)
    slips = [(at, slip) for at, (_, slip) in enumerate(found) if slip]
    return Feedback(
        fraction=right / len(found),
        correct=right == len(found),
        messages={str(at): slip.feedback for at, slip in slips if slip.feedback},
        misconceptions=tuple(slip.misconception for _, slip in slips if slip.misconception),
    )
