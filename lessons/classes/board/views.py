"""The live board of a class, and the page that ends all labs of the class."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from labs.lifecycle.services import lab_sessions_stop
from labs.models import LabSession, active_states
from labs.sharing.learners import sessions_taught
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.board.presenter import board_view
from lessons.classes.board.selectors import BoardRow, board_rows, learners_of
from lessons.classes.notices.selectors import notes_shown
from lessons.classes.pin.selectors import digest_read
from lessons.classes.policy import Phase, Right
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.models import AuditAction


@never_cache
@require_safe
@class_required(Right.ROSTER)
def board(request: HtmxRequest, found: ClassAccess) -> HttpResponse:
    """The page, or its table for a page that asks again; 204 where that shows it all already."""
    label = number_in(request, "label")
    rows = board_rows(found.row, label=label)
    audit_looks_record(
        action=AuditAction.CLASS_SEEN,
        actor=found.user,
        seen=[part for row in rows if (part := seen_of(found, row))],
    )
    language = get_language() or "en"
    view = board_view(found.row, rows, digest_read(found.row), language, found.user.pk)
    if request.htmx and request.GET.get("seen") == view.seen:
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "board": view,
        "label": label,
        "back": request.path + (f"?label={label}" if label else ""),
        "may_look": found.user.is_instructor and found.phase != Phase.ARCHIVED,
        "raised_now": view.raised_after(number_in(request, "hand")) if request.htmx else [],
    }
    if request.htmx:
        return render(request, "lessons/classes/board/_board.html", context)
    context["sent"] = notes_shown(found.row)
    context["labels"] = list(found.row.labels.all())
    return render(request, "lessons/classes/board/board.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def end_all(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Ends the labs of the class's course that its learners have running, after being asked."""
    rows = sessions_taught(found.user).filter(
        user__in=learners_of(found.row).values("user"), course=found.row.course.slug
    )
    if request.method != "POST":
        context: dict[str, Any] = {"row": found.row, "phase": found.phase}
        context["count"] = rows.filter(state__in=active_states).count()
        return render(request, "lessons/classes/board/end.html", context)
    ended = lab_sessions_stop(LabSession.objects.filter(pk__in=rows.values("pk")), by=found.user)
    text = ngettext("%(count)d lab is ended.", "%(count)d labs are ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("lessons:class_board", found.row.pk)


def seen_of(found: ClassAccess, row: BoardRow) -> tuple[int, str] | None:
    """Whose progress the reader sees, and in what; None where there is none yet."""
    course = found.row.course.slug
    if row.member.user_id is None:
        return None
    if row.lab:
        return row.member.user_id, f"{course}/{row.lab.session.lab}"
    return (row.member.user_id, f"{course}/{row.lesson}") if row.lesson else None


def number_in(request: HttpRequest, name: str) -> int:
    """0 where it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
