"""Hands in what was saved of work whose time is over; the leading keeper asks every 5 seconds."""

from __future__ import annotations

from datetime import datetime

from lessons.exams.overdue import papers_overdue_close
from lessons.models import Membership
from lessons.reading.draft_sending import drafts_overdue_send


def work_overdue_hand_in(now: datetime, *, membership: Membership | None = None) -> int:
    """Papers of tests, and drafts of answers to lessons' questions: how many of both.

    Drafts come first: a paper that the site closes hands its start in.
    """
    drafts = drafts_overdue_send(now, membership=membership)
    return drafts + papers_overdue_close(now, membership=membership)
