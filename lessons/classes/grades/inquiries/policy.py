"""Decides until when a learner may ask about a grade. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from lessons.assignments.access.decision import AccessDecision

text_most = 2000  # characters of a message
threads_most = 3  # about one grade
messages_most = 40  # in one thread
unanswered_most = 3  # messages of a learner in a row
days_most = 365


class WindowState(StrEnum):
    """Whether a grade may be asked about now."""

    OPEN = "open"
    OFF = "off"  # the class takes no questions
    HIDDEN = "hidden"  # the learner has not been shown the grade
    NOTHING = "nothing"  # there is none yet
    OVER = "over"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is None where no end is known: work still counts, so the grade may still change."""

    state: WindowState
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is WindowState.OPEN


def window_of(
    decision: AccessDecision,
    *,
    days: int,
    is_graded: bool,
    changed_at: datetime | None,
    now: datetime,
) -> Window:
    """For `days` after the last of these: work stopped counting, the score was shown, a teacher
    changed the grade (`changed_at`)."""
    if not days:
        return Window(state=WindowState.OFF)
    if not decision.released or not decision.score_shown:
        return Window(state=WindowState.HIDDEN)
    if not is_graded:
        return Window(state=WindowState.NOTHING)
    if decision.closes_at is None or now < decision.closes_at:
        return Window(state=WindowState.OPEN)
    moments = [decision.closes_at]
    score = decision.rule.score if decision.rule else None
    if score and score.hidden and score.shown_from:
        moments.append(score.shown_from.begins)
    if changed_at:
        moments.append(changed_at)
    until = max(moments) + timedelta(days=days)
    return Window(state=WindowState.OPEN if now <= until else WindowState.OVER, until=until)
