"""Computes what chance alone earns at questions that are chosen from. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lessons.quizzes.base import Option


def options_guess(options: Sequence[Option], multiple: bool) -> float | None:
    """The mean share, 0 to 1, of all answers that may be sent: one option, or any that are not
    none. Graded as lessons/quizzes/choice/grading.py does.
    """
    rights = sum(option.right for option in options)
    wrongs = len(options) - rights
    if not rights:
        return None
    if not multiple:
        return rights / len(options)
    earned = sum(
        math.comb(rights, good) * math.comb(wrongs, bad) * max(0, good - bad) / rights
        for good in range(rights + 1)
        for bad in range(wrongs + 1)
    )
    return float(earned / (2 ** len(options) - 1))


def none_known(_question: Any) -> float | None:
    return None
