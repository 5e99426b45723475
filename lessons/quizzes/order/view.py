"""What a page shows of items to be put in order."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback, Field
from lessons.quizzes.order.form import OrderQuestion
from lessons.quizzes.order.grading import places_read
from lessons.quizzes.view import FieldsView, Standing, fields_open


def shuffled(question: OrderQuestion) -> tuple[str, ...]:
    """What is shown in an order of chance: the ids of the items."""
    return tuple(item.id for item in question.items)


def shuffle_spoils(question: OrderQuestion, order: tuple[str, ...]) -> bool:
    """Whether this order of chance would be the answer."""
    return order == shuffled(question)


def view(question: OrderQuestion, standing: Standing) -> FieldsView:
    found = fields(question, standing.order, standing.given, standing.feedback)
    return FieldsView(fields=fields_open(found, standing))


def fields(
    question: OrderQuestion, order: tuple[str, ...], answer: Answer, feedback: Feedback | None
) -> tuple[Field, ...]:
    """One field an item, in `order`; its options are the places."""
    by_id = {item.id: item for item in question.items}
    known = [*order, *(name for name in by_id if name not in order)]
    places = places_read(question, tuple(text for text in answer if text)) or {}
    right = {item.id: place for place, item in enumerate(question.items, 1)}
    numbers = range(1, len(question.items) + 1)
    return tuple(
        Field(
            label=by_id[name].html,
            options=tuple((f"{name}:{place}", str(place)) for place in numbers),
            given=f"{name}:{places[name]}" if name in places else "",
            shown=str(places.get(name, "")),
            mark=marked(places.get(name), right[name]) if feedback else "",
            right=str(right[name]),
            feedback=by_id[name].feedback,
        )
        for name in known
        if name in by_id
    )


def marked(given: object, right: object) -> str:
    return "" if given is None else "right" if given == right else "wrong"
