"""An exam for who teaches: who is there, the start and its taking back, more time, the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.assignments import exam_run
from lessons.assignments.exam_places import batch_of_all
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.exam_live import Key, LiveExam, live_exams
from lessons.classes.assignments.exam_rows import exam_board
from lessons.classes.assignments.views.access import (
    around,
    assignment_or_404,
    changeable,
    learner_or_404,
)
from lessons.classes.live_rows import seen_read
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import Accommodation, Assignment, ExamBatch
from lessons.models.classes import name_length
from virtlearn.core.refusal import RefusedError
from virtlearn.core.short_text import short_text
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.models import AuditAction

acts = ("start", "back", "more", "end", "remove")


@never_cache
@require_safe
@class_required(Right.ROSTER)
def exam(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    row = assignment_or_404(found, assignment_id)
    live = live_of(found, row)
    listed = live.now(row, anew=True)
    audit_looks(found, row, live)
    context = list_context(found, row)
    context |= {"list": listed, "rows_html": live.rows_html(listed, listed.live.order, context)}
    return render(request, "lessons/classes/assignments/exam.html", context)


@never_cache
@require_safe
@class_required(Right.ROSTER)
def changes(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """What a page that shows the list lacks, as JSON: see static/js/board.js; 204 for nothing.

    The header Board-Seen says what it shows, as `lessons.classes.live_rows.LiveRows.seen`.
    """
    row = assignment_or_404(found, assignment_id)
    live = live_of(found, row)
    listed = live.now(row)
    audit_looks(found, row, live)
    text = request.headers.get("Board-Seen", "")
    if text == listed.live.seen:
        return HttpResponse(status=204)
    seen, context = seen_read(text), list_context(found, row)
    lacking = listed.live.lacking(seen)
    shown = live.rows_html(listed, lacking, context)
    context |= {"head": listed.head, "batches": listed.batches}
    answer = {
        "people": listed.live.people_digest,
        "order": listed.live.order_digest,
        "rows": dict(zip(lacking, shown, strict=True)),
        "stand": listed.live.order if listed.live.order_digest != seen.order else None,
        "summary": render_to_string("lessons/classes/assignments/_exam_head.html", context),
    }
    return JsonResponse(answer)


def list_context(found: ClassAccess, row: Assignment) -> dict[str, Any]:
    return {**around(found), "assignment": row, "acts": may_act(found)}


def may_act(found: ClassAccess) -> bool:
    return found.manages and not found.phase.is_over


def live_of(found: ClassAccess, row: Assignment) -> LiveExam:
    key = Key(
        assignment=row.pk,
        made=row.created_at,
        language=get_language() or "en",
        acts=may_act(found),
    )
    return live_exams.get(key, LiveExam)


def audit_looks(found: ClassAccess, row: Assignment, live: LiveExam) -> None:
    """Writes into the learners' logs who saw how they get on."""
    part = f"{found.row.course.slug}/{row.title}"[:150]
    seen = {(each.user_id, part) for each in live.members if each.user_id is not None}
    if live.told.news_for(found.user.pk, AuditAction.CLASS_SEEN, seen):
        audit_looks_record(action=AuditAction.CLASS_SEEN, actor=found.user, seen=seen)


@require_POST
@class_required(Right.MANAGE)
def batch_new(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    row = assignment_or_404(found, assignment_id)
    try:
        changeable(found)
        name = short_text(request.POST.get("name", ""), name_length)
        exam_run.batch_add(assignment=row, name=name, by=found.user)
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("lessons:assignment_exam", found.row.pk, row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def act(
    request: HttpRequest, found: ClassAccess, assignment_id: int, batch_id: int, what: str
) -> HttpResponse:
    """Asks once more; POST does it. `batch_id` 0 is the batch of all."""
    row = assignment_or_404(found, assignment_id)
    if what not in acts:
        raise Http404
    batch = batch_or_404(row, batch_id)
    if request.method == "POST":
        try:
            changeable(found)
            acted(request, found, batch, what)
        except RefusedError as error:
            messages.error(request, str(error))
        return redirect("lessons:assignment_exam", found.row.pk, row.pk)
    chosen = request.GET.get("member")
    member = learner_or_404(found, chosen) if chosen else None
    board = exam_board(row, timezone.now())
    longer = Accommodation.objects.filter(membership__in_class=found.row, time_percent__gt=100)
    context: dict[str, Any] = {
        **around(found),
        "assignment": row,
        "what": what,
        "batch": batch,
        "seated": next((each.seated for each in board.batches if each.pk == batch.pk), 0),
        "learners": len(board.rows),
        "longer": longer.count(),
        "member": member,
        "name": member_name(member) if member else "",
        "most": exam_run.more_most,
    }
    return render(request, "lessons/classes/assignments/exam_act.html", context)


def batch_or_404(row: Assignment, batch_id: int) -> ExamBatch:
    if batch_id == 0:
        batch = batch_of_all(row)
    else:
        batch = get_object_or_404(ExamBatch, assignment=row, pk=batch_id)
    batch.assignment = row
    return batch


def acted(request: HttpRequest, found: ClassAccess, batch: ExamBatch, what: str) -> None:
    """Raises RefusedError."""
    now = timezone.now()
    if what == "start":
        exam_run.exam_start(batch=batch, by=found.user, now=now)
        messages.success(
            request,
            _("It begins in a moment. As long as nobody has answered, you can take it back."),
        )
    elif what == "back":
        exam_run.exam_take_back(batch=batch, by=found.user)
        messages.success(request, _("The start is undone: everyone with a place waits again."))
    elif what == "end":
        exam_run.exam_end(batch=batch, by=found.user, now=now)
        messages.success(request, _("It is over for all: what they have saved is handed in."))
    elif what == "remove":
        if exam_run.batch_remove(batch=batch):
            messages.success(request, _("Batch removed."))
    else:
        more_given(request, found, batch)


def more_given(request: HttpRequest, found: ClassAccess, batch: ExamBatch) -> None:
    typed = request.POST.get("minutes", "")
    minutes = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    chosen = request.POST.get("member", "")
    member = learner_or_404(found, chosen) if chosen else None
    exam_run.exam_more_time(batch=batch, by=found.user, minutes=minutes, membership=member)
    if member is None:
        words = _("All have more time, in minutes: %(minutes)s.")
    else:
        words = _("%(name)s has more time, in minutes: %(minutes)s.")
    values = {"minutes": minutes, "name": member_name(member) if member else ""}
    messages.success(request, words % values)
