"""What instructors do with a lab of a learner while it runs: more time, fresh machines."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from labs.catalog.provider import lab_get
from labs.core.refusal import RefusalCode
from labs.lifecycle import services
from labs.models import LabSession
from labs.sharing.learners import session_taught_or_404
from virtlearn.core.refusal import RefusedError
from virtlearn.core.way_back import way_back
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User


@require_POST
@instructor_required
def give_time(request: HttpRequest, session: UUID) -> HttpResponse:
    """One lab; leads back to where the button was."""
    by = cast(User, request.user)
    row = session_taught_or_404(by, session)
    if services.lab_session_give_time(session=row, by=by):
        minutes = row.spec.extend_minutes
        text = ngettext(
            "The lab of %(learner)s has %(count)d minute more.",
            "The lab of %(learner)s has %(count)d minutes more.",
            minutes,
        )
        messages.success(request, text % {"learner": name_of(row), "count": minutes})
    else:
        messages.warning(request, str(RefusalCode.NO_MORE_TIME.refusal()))
    return redirect(way_back(request, reverse("labs:class")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def restart(request: HttpRequest, session: UUID) -> HttpResponse:
    """Fresh machines for one lab, after being asked; leads back to where the link was."""
    by = cast(User, request.user)
    row = session_taught_or_404(by, session)
    back = way_back(request, reverse("labs:class"))
    title = row.title_in(get_language() or "en")
    context = {"learner": name_of(row), "title": title, "back": back, "runs": row.is_active}
    if request.method != "POST":
        return render(request, "labs/class_restart.html", context)
    lab = lab_get(row.course, row.lab, row.user)
    if lab is None or not row.is_active:
        messages.warning(request, str(RefusalCode.NOT_RUNNING.refusal()))
        return redirect(back)
    try:
        services.lab_session_reset(session=row, lab=lab, by=by)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        text = gettext("The lab “%(title)s” of %(learner)s starts afresh.")
        messages.success(request, text % context)
    return redirect(back)


def name_of(row: LabSession) -> str:
    return gettext("a guest") if row.user.is_guest else row.user.username
