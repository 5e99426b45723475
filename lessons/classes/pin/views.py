"""The page of a class's revision: what is read, what is other in another one, taking it over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.forms import DayForm
from lessons.classes.pin import presenter, services
from lessons.classes.pin.selectors import digest_read
from lessons.classes.policy import Right
from lessons.models import Class
from lessons.publishing.presenter import lines, summary
from lessons.publishing.revisions import revisions_differ
from lessons.regrades.effects import class_effects, effects_digest
from lessons.regrades.refusal import RegradeCode
from virtlearn.core.refusal import RefusedError

follow = "newest"  # what the form sends for no revision of its own


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.ROSTER)
def revision(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Compares what is read with the revision `with`, the current one where none is named; POST
    takes one over, now or at a day, or cancels what was planned."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and found.manages and form.is_valid():
        try:
            said = taken(request, found, form)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("lessons:class_revision", found.row.pk)
    context = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "form": form,
        **compared(request, found),
    }
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/revision.html", context, status=status)


def taken(request: HttpRequest, found: ClassAccess, form: DayForm) -> str:
    """What was done, in words. Raises RefusedError."""
    if request.POST.get("cancel") == "yes":
        services.plan_cancel(row=found.row, by=found.user)
        return _("What was planned is cancelled.")
    wanted = request.POST.get("revision", "")
    digest = "" if wanted == follow else wanted or "none"
    effects = class_effects(found.row, digest_read(found.row), digest_wanted(found.row, wanted))
    if request.POST.get("seen", "") != effects_digest(effects):
        raise RefusedError(RegradeCode.AFFECTED)
    day = form.day_or_none() if request.POST.get("when") == "day" else None
    services.revision_take(row=found.row, digest=digest, on=day, by=found.user)
    if day:
        return _("The revision will be taken over on that day.")
    return _("The class reads it from now on.")


def compared(request: HttpRequest, found: ClassAccess) -> dict[str, Any]:
    row, language = found.row, get_language() or "en"
    revisions = presenter.revision_views(row)
    panel = presenter.pin_panel(row, language)
    reads = digest_read(row)
    wanted = digest_wanted(row, request.POST.get("revision") or request.GET.get("with") or follow)
    other = next((each for each in revisions if each.digest == wanted), None)
    context: dict[str, Any] = {
        "panel": panel,
        "revisions": revisions,
        "other": other,
        "reads": reads,
        "chosen": request.POST.get("revision", ""),
    }
    if other and other.digest != reads:
        differ = revisions_differ(row.course.slug, reads, other.digest)
        if differ is not None:
            context["changes"] = lines(
                row.course.slug, differ, (reads, other.digest), language, presenter.answered(row)
            )
            context["summary"] = summary(differ)
            context["effects"] = class_effects(row, reads, other.digest)
            context["seen"] = effects_digest(context["effects"])
    return context


def digest_wanted(row: Class, asked: str) -> str:
    """Of the revision that was asked for; of the newest one where that is to be followed."""
    current = row.course.current.digest if row.course.current else ""
    return current if asked == follow else asked
