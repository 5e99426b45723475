"""What is due in a class, and one assignment: read, started, handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.assignments import groups, selectors, services
from lessons.assignments.access.rule import Mode
from lessons.assignments.entry import honour_digest
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.exam_clock import exam_clock, has_clock, paper_kind
from lessons.classes.assignments.presenter import (
    ItemLine,
    assignment_view,
    item_lines,
    password_of,
    zone_differs,
)
from lessons.classes.assignments.views.access import (
    around,
    decisions_for,
    published_of,
    visible_or_404,
)
from lessons.exams.papers import paper_close, papers_closed, papers_open
from lessons.models import Assignment, Group
from lessons.reading.draft_sending import drafts_hand_in
from lessons.reading.overdue import work_overdue_hand_in
from virtlearn.core.refusal import RefusedError


@never_cache
@require_safe
@class_required()
def assignments(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Those that are listed for the reader, by when they are due."""
    now = timezone.now()
    rows = list(selectors.assignments_of(found.row))
    for row in rows:
        row.in_class = found.row
    made = decisions_for(found, rows, now)
    shown = [assignment_view(row, made[row.pk], now) for row in rows if made[row.pk].visible]
    context: dict[str, Any] = {**around(found), "assignments": shown, "now": now}
    if found.manages:
        context |= {
            "deleted": list(selectors.assignments_deleted(found.row)),
            "zone_differs": zone_differs(found.row, rows),
        }
    return render(request, "lessons/classes/assignments/list.html", context)


@never_cache
@require_safe
@class_required()
def assignment(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    return page(request, found, assignment_id)


def page(
    request: HttpRequest,
    found: ClassAccess,
    assignment_id: int,
    refused: RefusedError | None = None,
) -> HttpResponse:
    """For a learner what it asks for and what counts now; for staff its rule beside."""
    now = timezone.now()
    if found.membership is not None:
        work_overdue_hand_in(now, membership=found.membership)
    row, decision = visible_or_404(found, assignment_id, now)
    view = assignment_view(row, decision, now)
    rule = decision.rule
    context = {
        **around(found),
        "view": view,
        "items": items_of(found, row) if decision.released else [],
        "honour": rule.honour if rule else None,
        "honour_digest": honour_digest(rule.honour) if rule and rule.honour else "",
        "asks_password": bool(rule and rule.password),
        "password": password_of(row) if found.sees_roster else "",
        "refused": refused.refusal if refused else None,
        "group": group_in(found, row),
        "handed_in": papers_closed(row.pk, found.membership.pk) if found.membership else [],
        "asks_code": bool(rule and rule.mode is Mode.BATCHED),
        "clock": exam_clock(decision, found.row.time_zone, now) if has_clock(decision) else None,
    }
    status = 422 if refused else 200
    return render(request, "lessons/classes/assignments/assignment.html", context, status=status)


def group_in(found: ClassAccess, row: Assignment) -> Group | None:
    """The reader's group, where the assignment's labs are done in groups."""
    if row.group_set_id is None or found.membership is None:
        return None
    return groups.group_of(row.group_set_id, found.membership)


def items_of(found: ClassAccess, row: Assignment) -> list[ItemLine]:
    member = found.membership
    counted = selectors.tasks_counted(row, member) if member else {}
    return item_lines(published_of(found), row, around(found)["language"], counted)


@require_POST
@class_required()
def start(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """With password and agreement, where they are asked for."""
    now = timezone.now()
    row, _decision = visible_or_404(found, assignment_id, now)
    if found.membership is None:
        raise Http404
    work_overdue_hand_in(now, membership=found.membership)
    try:
        services.assignment_start(
            assignment=row,
            membership=found.membership,
            now=now,
            password=request.POST.get("password", "")[:200],
            agreed=request.POST.get("agreed") == "yes",
            honour=request.POST.get("honour", "")[:64],
        )
    except RefusedError as error:
        return page(request, found, assignment_id, error)
    messages.success(request, _("Started. Your work counts from now on."))
    if kind := paper_kind(row):
        return redirect("lessons:assignment_paper", found.row.pk, row.pk, kind)
    return redirect("lessons:assignment", found.row.pk, row.pk)


@require_POST
@class_required()
def hand_in(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """With it what is saved: of papers that are open, and drafts of answers."""
    now = timezone.now()
    row, _decision = visible_or_404(found, assignment_id, now)
    if found.membership is None:
        raise Http404
    work_overdue_hand_in(now, membership=found.membership)
    slug = found.row.course.slug
    drafts_hand_in(row.pk, membership=found.membership, user=found.user, course=slug, now=now)
    for opened in papers_open(row.pk, found.membership.pk):
        paper_close(paper=opened, user=found.user, course_slug=slug, at=now)
    if services.assignment_hand_in(assignment=row, membership=found.membership, now=now):
        messages.success(request, _("Handed in."))
    return redirect("lessons:assignment", found.row.pk, row.pk)
