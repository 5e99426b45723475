"""What a page shows of choices."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.quizzes.base import Option
from lessons.quizzes.choice.form import ChoiceQuestion
from lessons.quizzes.view import Standing


class OptionShown(msgspec.Struct, frozen=True, kw_only=True):
    """`right` is set on a closed question alone, `feedback` there and where it was picked. `mark`
    says how it was to pick it at the latest attempt: "right", "wrong" or "" for not picked.
    """

    id: str
    html: str
    picked: bool = False
    right: bool = False
    mark: str = ""
    feedback: str = ""


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    multiple: bool
    choices: tuple[OptionShown, ...]
    said: tuple[OptionShown, ...]  # what was picked last, with what the author says of it


def view(question: ChoiceQuestion, standing: Standing) -> ChoiceView:
    return ChoiceView(
        multiple=question.multiple,
        choices=options_shown(question.choices, standing),
        said=options_said(question.choices, standing),
    )


def options_shown(options: Sequence[Option], standing: Standing) -> tuple[OptionShown, ...]:
    """In their order; those that an older order doesn't know come last."""
    place = {each: number for number, each in enumerate(standing.order)}
    ordered = sorted(options, key=lambda each: place.get(each.id, len(place)))
    last = standing.last or ()
    picked = last if standing.closed else standing.given
    return tuple(
        OptionShown(
            id=each.id,
            html=each.html,
            picked=each.id in picked,
            right=standing.closed and each.right,
            mark=("right" if each.right else "wrong") if each.id in last else "",
            feedback=each.feedback if standing.closed else "",
        )
        for each in ordered
    )


def options_said(options: Sequence[Option], standing: Standing) -> tuple[OptionShown, ...]:
    if standing.last is None or standing.feedback is None:
        return ()
    return tuple(
        OptionShown(
            id=each.id, html=each.html, feedback=standing.feedback.messages.get(each.id, "")
        )
        for each in options
        if each.id in standing.last
    )
