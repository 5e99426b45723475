"""The class page for instructors: labs that run, raised hands first, ways into one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import cast
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from labs.core.refusal import LabRefusedError
from labs.models import LabSession, LabState, Share, active_states
from labs.sharing import classroom as sharing_classroom
from labs.sharing import help_requests, visits
from labs.sharing.classroom import Row
from labs.sharing.learners import sessions_taught
from labs.sharing.views.presence import learner_mark, person_view, said_of, since
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.way_back import way_back
from virtlearn.people.access import instructor_required
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.models import AuditAction, User


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `_class.html`. `ready`: one can look in; `own`: it is the instructor's own lab."""

    session: str
    learner: str
    course: str
    lab: str
    title: str
    state: str
    step: str
    since: str
    last_input: str
    hand: str
    note: str
    people: Sequence[str]
    ready: bool
    own: bool


@never_cache
@require_safe
@instructor_required
def classroom(request: HtmxRequest) -> HttpResponse:
    """The page, or its table for a page that asks again; 204 where that shows it all already."""
    user = cast(User, request.user)
    found = sharing_classroom.class_rows(user)
    labs = [(row.session.user_id, f"{row.session.course}/{row.session.lab}") for row in found]
    audit_looks_record(action=AuditAction.CLASS_SEEN, actor=user, seen=labs)
    rows = [row_view(row, user) for row in found]
    raised = sum(1 for row in rows if row.hand)
    context = {"rows": rows, "hands": hands_label(raised), "raised": raised}
    context["may_end_all"] = user.is_head
    # Without its digest and the tokens of its forms, which change with each request.
    seen = hashlib.sha256(render_to_string("labs/_class_table.html", context).encode()).hexdigest()
    context["seen"] = seen
    if not request.htmx:
        return render(request, "labs/class.html", context)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return render(request, "labs/_class.html", context)


@require_POST
@instructor_required
def look_in(request: HtmxRequest, session: UUID) -> HttpResponse:
    """Comes into a learner's terminals, to watch or to type; leads to them, or with `back` to where
    the button was."""
    user = cast(User, request.user)
    row = session_or_404(user, session)
    mode = Share.Mode.TYPE if request.POST.get("mode") == "type" else Share.Mode.WATCH
    try:
        visit = visits.visit_look_in(session=row, user=user, mode=mode)
    except LabRefusedError as refused:
        messages.warning(request, refused.message)
        return redirect(way_back(request, reverse("labs:class")))
    return redirect("labs:visit", visit.pk)


@require_POST
@instructor_required
def hand_done(request: HtmxRequest, session: UUID) -> HttpResponse:
    """The learner was helped; leads back to where the button was."""
    help_requests.hand_lower(session=session_or_404(cast(User, request.user), session))
    visit = request.POST.get("visit", "")
    if visit.isdecimal():
        return redirect("labs:visit", int(visit))
    return redirect(way_back(request, reverse("labs:class")))


def session_or_404(teacher: User, session: UUID) -> LabSession:
    rows = sessions_taught(teacher).filter(state__in=active_states)
    return get_object_or_404(rows, pk=session)


def row_view(row: Row, user: User) -> RowView:
    session = row.session
    return RowView(
        session=str(session.pk),
        learner=learner_mark(session.user),
        course=session.course,
        lab=session.lab,
        title=session.title_in(get_language() or "en"),
        state=state_label(row),
        step=step_label(row),
        since=since(row.since),
        last_input=since(session.last_input_at) if session.last_input_at else "",
        hand=since(session.hand_raised_at) if session.hand_raised_at else "",
        note=session.hand_note,
        people=[said_of(person_view(visit)) for visit in row.people],
        ready=session.state == LabState.READY,
        own=session.user_id == user.pk,
    )


def state_label(row: Row) -> str:
    if row.place:
        return gettext("waits, number %(place)d in the queue") % {"place": row.place}
    return str(row.session.get_state_display())


def step_label(row: Row) -> str:
    if not row.total:
        return gettext("no tasks")
    done = gettext("%(done)d of %(total)d done") % {"done": row.done, "total": row.total}
    if not row.task:
        return done
    return gettext("%(done)s, at task %(task)d") % {"done": done, "task": row.task}


def hands_label(raised: int) -> str:
    if not raised:
        return gettext("No hand is raised.")
    return ngettext("%(count)d hand is raised.", "%(count)d hands are raised.", raised) % {
        "count": raised
    }
