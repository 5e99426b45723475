"""Grading of an order by its pairs of items."""

from __future__ import annotations

from itertools import combinations

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.order.form import OrderQuestion


def places_read(question: OrderQuestion, answer: Answer) -> dict[str, int] | None:
    """Id → place from 1; None where an id is none of the question's or stands there twice."""
    places: dict[str, int] = {}
    known = {item.id for item in question.items}
    for text in answer:
        name, _, place = text.partition(":")
        if name not in known:
            return None
        known.remove(name)
        if place.isascii() and place.isdigit() and len(place) < 3:
            places[name] = int(place)
    return places


def grade(question: OrderQuestion, answer: Answer) -> Feedback:
    """A fault where not every item has a place of its own."""
    if not any(answer):
        return Feedback(fault="empty")
    places = places_read(question, tuple(text for text in answer if text))
    if places is None:
        return Feedback(fault="choice")
    count = len(question.items)
    if sorted(places.values()) != list(range(1, count + 1)):
        return Feedback(fault="places")
    given = [places[item.id] for item in question.items]
    pairs = list(combinations(given, 2))
    score = sum(1 if first < second else -1 for first, second in pairs)
    messages = {
        item.id: item.feedback
        for place, item in enumerate(question.items, 1)
        if item.feedback and places[item.id] != place
    }
    fraction = max(0.0, score / len(pairs))
    return Feedback(fraction=fraction, correct=score == len(pairs), messages=messages)
