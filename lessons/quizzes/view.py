"""What a page shows of a question to one learner: nothing of the key before it is earned.

Each kind makes a view of its own from a `Standing`; its templates get that, never the question
itself, so that no template can give it away.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labs.engines.base import Process
from lessons.quizzes.base import Answer, Feedback, Field


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a question stands for one learner."""

    order: tuple[str, ...] = ()  # in which what is shown by chance is shown
    last: Answer | None = None  # the latest attempt
    feedback: Feedback | None = None  # on it
    sent: Answer = ()  # what was sent now and is no attempt
    unread: bool = False  # whether that is what the fields shall hold
    closed: bool = False
    decimal_mark: str = "."  # of the reader's language
    processes: Sequence[Process] = ()  # the host's list of them, once it was asked for

    @property
    def given(self) -> Answer:
        """What stands in the fields."""
        return self.sent if self.unread or self.last is None else self.last


class Fragments(msgspec.Struct, frozen=True, kw_only=True):
    """Templates of a kind, by the name under which they are included; "" for none.

    They find the question as `question`, what is its kind's own as `question.own`, and its id in
    the page as `id`.
    """

    above: str = ""  # between the prompt and the fields
    fields: str = "lessons/questions/_typed.html"  # of its form
    given: str = "lessons/questions/_typed_given.html"  # the latest answer, as <dd> elements
    partly: str = ""  # said of an answer that is partly right
    solution: str = "lessons/questions/_typed_solution.html"  # once it is closed
    book: str = "lessons/questions/_typed_book.html"  # on paper: below the prompt
    script: str = ""  # a file of static/ that adds to the fields
    fields_have_prompt: bool = False  # whether the prompt is shown by `fields`, `solution`, `book`
    solution_has_answer: bool = False  # whether `solution` shows the learner's answer too


class TypedView(msgspec.Struct, frozen=True, kw_only=True):
    """Of a question whose answer is typed. `solution` and `reason` are of a closed one."""

    typed: str  # what stands in the field
    answer: str  # the latest attempt
    message: str  # what the author says of it
    solution: str  # as a reader would write it; "" where only an expression tells what is right
    reason: str  # what the author says of the solution
    unit: str
    decimal: bool  # whether a number is typed
    share: int  # of the latest answer that was right, in hundredths


class FieldsView(msgspec.Struct, frozen=True, kw_only=True):
    """Of a question that has several fields."""

    fields: tuple[Field, ...]


def typed_view(
    standing: Standing,
    *,
    solution: str = "",
    reason: str = "",
    unit: str = "",
    decimal: bool = False,
) -> TypedView:
    feedback = standing.feedback
    return TypedView(
        typed=" ".join(standing.given),
        answer=" ".join(standing.last or ()),
        message=feedback.messages.get("", "") if feedback else "",
        solution=solution if standing.closed else "",
        reason=reason if standing.closed else "",
        unit=unit,
        decimal=decimal,
        share=round(100 * feedback.fraction) if feedback else 0,
    )


def fields_open(fields: Sequence[Field], standing: Standing) -> tuple[Field, ...]:
    """`fields` without what is right, and with what is said of wrong answers alone, until the
    question is closed.
    """
    if standing.closed:
        return tuple(fields)
    return tuple(
        msgspec.structs.replace(
            each, right="", feedback=each.feedback if each.mark == "wrong" else ""
        )
        for each in fields
    )
