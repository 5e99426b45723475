"""An exam for its learner: a place in it, and the clock that their pages ask for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.assignments.exam_places import exam_join, place_see
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.exam_clock import exam_clock, paper_kind
from lessons.classes.assignments.views.access import sitter_or_404, visible_or_404
from lessons.classes.assignments.views.learners import page
from lessons.reading.overdue import work_overdue_hand_in
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import RefusedError

left_header = "Exam-Left"  # seconds, for pages that show everything already


@require_POST
@class_required()
def join(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """Takes a place, with code, password and agreement where they are asked for."""
    now = timezone.now()
    row, _decision = visible_or_404(found, assignment_id, now)
    try:
        exam_join(
            assignment=row,
            membership=sitter_or_404(found),
            now=now,
            code=request.POST.get("code", "")[:40],
            password=request.POST.get("password", "")[:200],
            agreed=request.POST.get("agreed") == "yes",
            honour=request.POST.get("honour", "")[:64],
        )
    except RefusedError as error:
        return page(request, found, assignment_id, error)
    return redirect("lessons:assignment", found.row.pk, row.pk)


@never_cache
@require_safe
@class_required()
def clock(request: HtmxRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """What a page that asks again shows of the exam; 204 where it shows that already.

    Where the exam begins or is over, the page is led on. Asking is a sign of life.
    """
    now = timezone.now()
    row, decision = visible_or_404(found, assignment_id, now)
    if not request.htmx:
        return redirect("lessons:assignment", found.row.pk, row.pk)
    place_see(assignment=row, membership=sitter_or_404(found), now=now)
    on_paper = request.GET.get("on") == "paper"
    shown = exam_clock(decision, found.row.time_zone, now)
    if on_paper and shown.state != "running":
        work_overdue_hand_in(now, membership=sitter_or_404(found))
        return led_to(reverse("lessons:assignment", args=[found.row.pk, row.pk]))
    before = request.GET.get("seen", "")
    if shown.seen == before:
        response = HttpResponse(status=204)
        if shown.left is not None:
            response[left_header] = str(shown.left)
        return response
    if not on_paper and shown.state != before.split("-")[0] and shown.state != "countdown":
        kind = paper_kind(row) if shown.state == "running" else ""
        to = ("assignment_paper", kind) if kind else ("assignment",)
        return led_to(reverse(f"lessons:{to[0]}", args=[found.row.pk, row.pk, *to[1:]]))
    context = {"row": found.row, "assignment": row, "clock": shown, "on_paper": on_paper}
    return render(request, "lessons/classes/assignments/_clock.html", context)


def led_to(where: str) -> HttpResponse:
    """htmx goes there."""
    return HttpResponse(status=204, headers={"HX-Redirect": where})
