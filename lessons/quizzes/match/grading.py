"""Grading of pairs: each right one counts for its share."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.match.form import MatchQuestion


def picks_read(question: MatchQuestion, answer: Answer) -> dict[str, str] | None:
    """Left id → right id; None where one is none of the question's, or a left stands twice."""
    picks: dict[str, str] = {}
    lefts = {each.id for each in question.lefts}
    rights = {each.id for each in question.rights}
    for text in answer:
        left, _, right = text.partition(":")
        if left not in lefts or left in picks or right not in rights:
            return None
        picks[left] = right
    return picks


def unfilled(question: MatchQuestion, answer: Answer) -> int:
    return len(question.lefts) - sum(1 for text in answer if text)


def grade(question: MatchQuestion, answer: Answer) -> Feedback:
    """A fault where nothing is matched; what is left open counts as wrong."""
    if not any(answer):
        return Feedback(fault="empty")
    picks = picks_read(question, tuple(text for text in answer if text))
    if picks is None:
        return Feedback(fault="choice")
    rights = [pair for pair in question.pairs if picks.get(pair.left) == pair.right]
    slips = [each for each in question.mistakes if picks.get(each.left) == each.right]
    messages = {
        pair.left: pair.feedback
        for pair in question.pairs
        if pair not in rights and pair.left in picks
    }
    messages |= {each.left: each.feedback for each in slips}
    return Feedback(
        fraction=len(rights) / len(question.pairs),
        correct=len(rights) == len(question.pairs),
        messages={key: text for key, text in messages.items() if text},
        misconceptions=tuple(each.misconception for each in slips if each.misconception),
    )
