"""A question of another system, taken apart in the same way whatever its format.

A reader of a format makes one `Asked`; the kind of question that has its form makes a block of it,
with a note for whatever does not mean the same here. Texts are markdown of the course format, but
for what is typed, which is plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from lessons.quizzes.imported import one_line

# What can be asked for: a pick, typed words, a number (graded: nearer ones earn more), pairs, an
# order, gaps in a text, several typed lines, places in a figure.
Form = Literal["choices", "words", "number", "graded", "pairs", "order", "gaps", "lines", "places"]

whole = 0.9999  # a share from here on is all of the points: systems round thirds
quote_most = 40


class NoFormError(Exception):
    """Says why a question cannot be asked here; what was read of it is not wrong."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: a choice, or what may be typed. `share` of the points: 1 is all of them."""

    text: str
    share: float = 0
    feedback: str = ""
    reach: str = "0"  # of a number: how far from it an answer may be
    key: str = ""  # of a place: the id of its element in the figure

    @property
    def quoted(self) -> str:
        text = " ".join(self.text.split())
        return f"“{text if len(text) <= quote_most else f'{text[:quote_most]}…'}”"


class AskedGap(msgspec.Struct, frozen=True, kw_only=True):
    """A gap of a text: typed, or chosen where `chosen`; numbers where `number`."""

    answers: tuple[Given, ...]
    chosen: bool = False
    case: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """In the prompt of a text with gaps `qqgap0qq` stands for the first one."""

    form: Form
    prompt: str
    answers: tuple[Given, ...] = ()  # of an order: in their order
    single: bool = True  # whether one choice is picked
    shuffle: bool = True
    case: bool = False
    wild: bool = False  # whether `*` in typed words stands for anything
    unit: str = ""
    pairs: tuple[tuple[str, str], ...] = ()  # a right side without a left one goes with nothing
    gaps: tuple[AskedGap, ...] = ()
    figure: tuple[str, str, bytes] = ("", "", b"")  # name, words and content of an SVG
    hints: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()  # a line each
    points: str = ""  # for a whole answer, as the other system writes them

    @property
    def last(self) -> tuple[str, ...]:
        """The lines with which a block of any kind ends."""
        hints = (f"? {one_line(each)}" for each in self.hints if each.strip())
        return (*hints, *(f"! {one_line(each)}" for each in self.explanation if each.strip()))


def percent(share: float) -> str:
    return f"{round(share * 100, 2):g} %"


def partly_noted(answers: Sequence[Given]) -> list[str]:
    """Answers that earn a part elsewhere, and are wrong here."""
    return [
        f"{each.quoted} earned {percent(each.share)} there, and is wrong here"
        for each in answers
        if 0 < each.share < whole
    ]


def truth_judged(true: bool, true_said: str, false_said: str) -> Asked:
    """A statement to be judged, as a choice of two signs that are read in any language."""
    return Asked(
        form="choices",
        prompt="",
        shuffle=False,
        answers=(
            Given(text="✓", share=float(true), feedback=true_said),
            Given(text="✗", share=float(not true), feedback=false_said),
        ),
    )
