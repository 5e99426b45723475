"""Hands in what was saved in exams whose time is over; the leading keeper asks every 5 seconds."""

from __future__ import annotations

from datetime import datetime

from lessons.assignments import selectors
from lessons.exams.papers import paper_close
from lessons.models import ExamPaper, Membership


def papers_overdue_close(now: datetime, *, membership: Membership | None = None) -> int:
    """Of all exams, or of one member's: how many papers were handed in.

    A paper counts with the credit of the last instant of its time, whenever this comes to it.
    """
    rows = ExamPaper.objects.filter(closed_at=None, start__assignment__deleted_at=None)
    if membership is not None:
        rows = rows.filter(start__membership=membership)
    papers = list(
        rows.select_related(
            "start__assignment__in_class__course",
            "start__membership__user",
            "start__membership__in_class",
        ).prefetch_related("start__membership__labels")
    )
    if not papers:
        return 0
    assignments = {each.start.assignment_id: each.start.assignment for each in papers}
    members = {each.start.membership_id: each.start.membership for each in papers}
    decided = selectors.decisions(list(assignments.values()), list(members.values()), now)
    closed = 0
    for paper in papers:
        start = paper.start
        ran_out = decided[start.assignment_id, start.membership_id].ran_out_at
        at = start.handed_in_at or ran_out
        if at is not None and start.membership.user is not None:
            slug = start.assignment.in_class.course.slug
            made = paper_close(
                paper=paper, user=start.membership.user, course_slug=slug, at=at, by_site=True
            )
            closed += made is not None
    return closed
