"""Ends labs of others: one, or all that run, after a page that asks whether it is meant."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from labs.lifecycle import services
from labs.models import EndReason, active_states
from labs.sharing.learners import session_taught_or_404, sessions_taught
from virtlearn.core.way_back import way_back
from virtlearn.people.access import lab_ender_required
from virtlearn.people.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@lab_ender_required
def end(request: HttpRequest, session: UUID) -> HttpResponse:
    """One lab; leads to `back`, or to the page of all. Ending what has ended already is success."""
    row = session_taught_or_404(cast(User, request.user), session)
    learner = gettext("a guest") if row.user.is_guest else row.user.username
    back = way_back(request, reverse("labs:class"))
    context = {"learner": learner, "title": row.title_in(get_language() or "en"), "back": back}
    if request.method != "POST":
        return render(request, "labs/class_end.html", context)
    by = cast(User, request.user)
    services.lab_session_stop(session=row, reason=EndReason.INSTRUCTOR, by=by)
    messages.success(request, gettext("The lab “%(title)s” of %(learner)s is ended.") % context)
    return redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@lab_ender_required
def end_all(request: HttpRequest) -> HttpResponse:
    """All labs that run or wait, of those whom the instructor teaches."""
    rows = sessions_taught(cast(User, request.user))
    if request.method != "POST":
        count = rows.filter(state__in=active_states).count()
        context = {"count": count, "back": reverse("labs:class")}
        return render(request, "labs/class_end.html", context)
    ended = services.lab_sessions_stop(rows, by=cast(User, request.user))
    text = ngettext("%(count)d lab is ended.", "%(count)d labs are ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("labs:class")
