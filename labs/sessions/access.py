"""Gives a view the lab and the reader's session of it, or 404."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from labs.catalog.provider import Lab, lab_get
from labs.models import LabSession
from labs.sessions import selectors
from virtlearn.people.selectors import learner_of


def mine_or_404(
    request: HttpRequest, course: str, lab: str, session: UUID
) -> tuple[Lab, LabSession]:
    """The lab and the reader's session of it."""
    found = lab_get_or_404(request, course, lab)
    row = selectors.lab_session_for_user_or_404(learner_of(request), session)
    if (row.course, row.lab) != (course, lab):
        raise Http404
    return found, row


def lab_get_or_404(request: HttpRequest, course: str, slug: str) -> Lab:
    """The lab as the reader's revision of the course has it."""
    if (lab := lab_get(course, slug, learner_of(request))) is None:
        raise Http404
    return lab
