"""What a page shows of things to be matched."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback, Field
from lessons.quizzes.match.form import MatchQuestion
from lessons.quizzes.match.grading import picks_read
from lessons.quizzes.texts import plain
from lessons.quizzes.view import FieldsView, Standing, fields_open


def shuffled(question: MatchQuestion) -> tuple[str, ...]:
    """What is shown in an order of chance: the ids of the right sides."""
    return tuple(each.id for each in question.rights)


def shuffle_spoils(question: MatchQuestion, order: tuple[str, ...]) -> bool:
    """Whether this order of chance would be the answer."""
    return order == shuffled(question)


def view(question: MatchQuestion, standing: Standing) -> FieldsView:
    found = fields(question, standing.order, standing.given, standing.feedback)
    return FieldsView(fields=fields_open(found, standing))


def fields(
    question: MatchQuestion, order: tuple[str, ...], answer: Answer, feedback: Feedback | None
) -> tuple[Field, ...]:
    """One field a left side; its options are the right sides, in `order`."""
    by_id = {each.id: plain(each.html) for each in question.rights}
    known = [*(name for name in order if name in by_id), *(n for n in by_id if n not in order)]
    picks = picks_read(question, tuple(text for text in answer if text)) or {}
    right = {pair.left: pair.right for pair in question.pairs}
    said = {pair.left: pair.feedback for pair in question.pairs}
    found = []
    for left in question.lefts:
        pick = picks.get(left.id)
        wrong = pick is not None and pick != right[left.id]
        found.append(
            Field(
                label=left.html,
                options=tuple((f"{left.id}:{name}", by_id[name]) for name in known),
                given=f"{left.id}:{pick}" if pick else "",
                shown=by_id.get(pick or "", ""),
                mark=("wrong" if wrong else "right" if pick else "") if feedback else "",
                right=by_id[right[left.id]],
                feedback=(feedback.messages.get(left.id, "") if feedback and wrong else "")
                or said[left.id],
            )
        )
    return tuple(found)
