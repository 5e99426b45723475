"""What a page shows of choices."""

from __future__ import annotations

import msgspec

from lessons.quizzes.choice.form import ChoiceQuestion
from lessons.quizzes.view import Standing


class ChoiceShown(msgspec.Struct, frozen=True, kw_only=True):
    """`right` is set on a closed question alone, `feedback` there and where it was picked."""

    id: str
    html: str
    picked: bool = False
    right: bool = False
    feedback: str = ""


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    multiple: bool
    choices: tuple[ChoiceShown, ...]
    said: tuple[ChoiceShown, ...]  # what was picked last, with what the author says of it


def view(question: ChoiceQuestion, standing: Standing) -> ChoiceView:
    return ChoiceView(
        multiple=question.multiple,
        choices=choices_shown(question, standing),
        said=choices_said(question, standing),
    )


def choices_shown(question: ChoiceQuestion, standing: Standing) -> tuple[ChoiceShown, ...]:
    """In their order; choices that an older order doesn't know come last."""
    place = {each: number for number, each in enumerate(standing.order)}
    ordered = sorted(question.choices, key=lambda each: place.get(each.id, len(place)))
    picked = standing.last or () if standing.closed else standing.sent
    return tuple(
        ChoiceShown(
            id=each.id,
            html=each.html,
            picked=each.id in picked,
            right=standing.closed and each.right,
            feedback=each.feedback if standing.closed else "",
        )
        for each in ordered
    )


def choices_said(question: ChoiceQuestion, standing: Standing) -> tuple[ChoiceShown, ...]:
    if standing.last is None or standing.feedback is None:
        return ()
    return tuple(
        ChoiceShown(
            id=each.id, html=each.html, feedback=standing.feedback.messages.get(each.id, "")
        )
        for each in question.choices
        if each.id in standing.last
    )
