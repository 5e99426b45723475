"""Hands in what was saved in exams whose time is over."""

from __future__ import annotations

from datetime import datetime

from lessons.assignments.ended import starts_ended
from lessons.exams.papers import paper_close
from lessons.models import AssignmentStart, ExamPaper, Membership


def papers_overdue_close(now: datetime, *, membership: Membership | None = None) -> int:
    """Of all exams, or of one member's: how many papers were handed in.

    A paper counts with the credit of the last instant of its time, whenever this comes to it.
    """
    papers = list(ExamPaper.objects.filter(closed_at=None))
    if not papers:
        return 0
    rows = AssignmentStart.objects.filter(pk__in={each.start_id for each in papers})
    ended = {
        start.pk: (start, at)
        for start, at in starts_ended(rows, now, membership=membership).items()
    }
    closed = 0
    for paper in papers:
        if paper.start_id not in ended:
            continue
        start, at = ended[paper.start_id]
        user, slug = start.membership.user, start.assignment.in_class.course.slug
        if user is not None:
            made = paper_close(paper=paper, user=user, course_slug=slug, at=at, by_site=True)
            closed += made is not None
    return closed
