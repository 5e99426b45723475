"""Decides when a class is about to start an assignment's labs together. Pure.

That is so around the time at which it opens, and, where its teacher begins it, until they do. Work
that lasts for longer than a day is homework, which everybody starts when they like.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lessons.assignments.access.rule import Rule

before = timedelta(minutes=10)  # it opens, or is begun
after = timedelta(minutes=20)
waiting_most = timedelta(hours=2)  # after the opening, for what the teacher has not begun
hour_most = timedelta(days=1)


def is_hour(rule: Rule) -> bool:
    """Whether a class does it at one time; without a time at which it opens, nobody knows when."""
    if rule.release is None:
        return False
    if rule.by_teacher or rule.time_limit:
        return True
    return rule.due is not None and rule.due.at.ends - rule.release.begins <= hour_most


def is_expected(rule: Rule, started_at: datetime | None, now: datetime) -> bool:
    """Whether learners start its labs about now; `started_at` is when the teacher began it."""
    if not is_hour(rule) or rule.release is None:
        return False
    opens = rule.release.begins
    if now < opens - before:
        return False
    if not rule.by_teacher:
        return now <= opens + after
    if started_at is None:
        return now <= opens + waiting_most
    return now <= started_at + after
