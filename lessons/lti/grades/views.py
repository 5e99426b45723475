"""A class's page of the platforms that it is connected with: who comes from where, and its
grades."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.policy import Right
from lessons.lti.classes import class_disconnect
from lessons.lti.grades.presenter import failures_of
from lessons.lti.grades.selectors import items_of
from lessons.lti.grades.services import grades_send
from virtlearn.outbox.services import items_send_again


@never_cache
@require_safe
@class_required(Right.MANAGE)
def connections(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    rows = found.row.lti_contexts.select_related("deployment__platform")
    context = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "contexts": rows.prefetch_related("links__assignment"),
        "failures": failures_of(found.row),
        "waiting": items_of(found.row).filter(state__in=["waiting", "sending"]).count(),
        "sent": items_of(found.row).filter(state="sent").count(),
    }
    return render(request, "lessons/lti/class.html", context)


@require_POST
@class_required(Right.MANAGE)
def send(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """What is not there yet; with `again` also what failed."""
    again = 0
    if request.POST.get("again") == "yes":
        again = items_send_again(rows=items_of(found.row).filter(state="failed"))
    queued = grades_send(row=found.row)
    number = queued.number + again
    said = ngettext("%(count)d grade is on its way.", "%(count)d grades are on their way.", number)
    messages.success(request, said % {"count": number})
    return redirect("lessons:lti_class", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def disconnect(request: HttpRequest, found: ClassAccess, context: int) -> HttpResponse:
    """Members stay; nobody joins by that course any more."""
    row = get_object_or_404(found.row.lti_contexts, pk=context)
    class_disconnect(context=row, by=found.user)
    messages.success(request, _("The course there is not connected with this class any more."))
    return redirect("lessons:lti_class", found.row.pk)
