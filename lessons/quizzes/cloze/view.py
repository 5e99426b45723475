"""What a page shows of a text with gaps."""

from __future__ import annotations

import msgspec

from lessons.quizzes.base import Answer, Feedback, Field
from lessons.quizzes.cloze.form import ClozeQuestion, gap_token
from lessons.quizzes.cloze.grading import gap_grade
from lessons.quizzes.view import Standing, fields_open


class Piece(msgspec.Struct, frozen=True):
    """Some HTML of the text, and the gap behind it; None behind the last."""

    html: str
    field: Field | None


class ClozeView(msgspec.Struct, frozen=True, kw_only=True):
    fields: tuple[Field, ...]
    pieces: tuple[Piece, ...]  # the prompt


def view(question: ClozeQuestion, standing: Standing) -> ClozeView:
    found = fields(question, standing.order, standing.given, standing.feedback)
    shown = fields_open(found, standing)
    return ClozeView(
        fields=shown,
        pieces=tuple(
            Piece(html, shown[at] if at is not None and at < len(shown) else None)
            for html, at in pieces(question.prompt)
        ),
    )


def fields(
    question: ClozeQuestion, order: tuple[str, ...], answer: Answer, feedback: Feedback | None
) -> tuple[Field, ...]:
    """One field a gap."""
    place = {name: at for at, name in enumerate(order)}
    texts = (*answer, *[""] * len(question.gaps))[: len(question.gaps)]
    found = []
    for at, (gap, text) in enumerate(zip(question.gaps, texts, strict=True)):
        names = dict(gap.options)
        right = feedback is not None and gap_grade(gap, text, question.case)[0]
        found.append(
            Field(
                label=str(at + 1),
                options=tuple(sorted(gap.options, key=lambda each: place.get(each[0], 0))),
                given=text,
                shown=names.get(text, "") if gap.options else text,
                mark=("right" if right else "wrong" if text.strip() else "") if feedback else "",
                right=gap.solution,
                feedback=feedback.messages.get(str(at), "") if feedback else "",
            )
        )
    return tuple(found)


def pieces(prompt: str) -> list[tuple[str, int | None]]:
    """HTML with the number of the gap behind each piece; None behind the last one."""
    parts = gap_token.split(prompt)
    numbers = [*(int(each) for each in parts[1::2]), None]
    return list(zip(parts[::2], numbers, strict=True))


def shuffled(question: ClozeQuestion) -> tuple[str, ...]:
    """What is shown in an order of chance: the ids of all options."""
    return tuple(key for gap in question.gaps for key, _ in gap.options)


def asked(question: ClozeQuestion) -> list[str]:
    """What stands around the gaps."""
    return [html for html, _ in pieces(question.prompt)]
