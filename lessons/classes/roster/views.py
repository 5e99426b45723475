"""Pages of a class's roster: an import with its preview, its undoing, the download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.policy import Right
from lessons.classes.refusal import ClassCode
from lessons.classes.roster import services
from lessons.classes.roster.changes import Change, Plan
from lessons.classes.roster.core import rows_most
from lessons.classes.roster.download import roster_csv
from virtlearn.core.refusal import RefusedError

file_most = 512 * 1024  # bytes
field_names = {
    "name": gettext_lazy("name"),
    "invited_email": gettext_lazy("e-mail"),
    "external_id": gettext_lazy("identifier"),
    "github_username": gettext_lazy("GitHub name"),
    "github_id": gettext_lazy("GitHub number"),
    "role": gettext_lazy("role"),
    "labels": gettext_lazy("labels"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def roster_import(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Shows what a CSV file, or text, would do to the class; with `confirmed`, does it."""
    context: dict[str, Any] = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "rows_most": rows_most,
    }
    if request.method != "POST":
        return render(request, "lessons/classes/roster.html", context)
    file = request.FILES.get("file")
    name = str(file.name) if file else "CSV"
    data = file.read(file_most + 1) if file else request.POST.get("text", "").encode()
    context["text"] = data.decode("utf-8-sig", errors="replace")
    try:
        if len(data) > file_most:
            context["too_large"] = True
            return render(request, "lessons/classes/roster.html", context, status=422)
        if request.POST.get("confirmed") == "yes" and not file:
            return imported(request, found, data, name)
        plan = services.roster_plan(row=found.row, data=data, path=name)
    except RefusedError as error:
        context["refused"] = error.refusal
        return render(request, "lessons/classes/roster.html", context, status=422)
    context |= plan_context(plan)
    status = 200 if plan.changes else 422
    return render(request, "lessons/classes/roster.html", context, status=status)


def plan_context(plan: Plan) -> dict[str, Any]:
    context: dict[str, Any] = {
        "problems": plan.problems,
        "added": plan.of("added"),
        "changed": [(change, change_words(change)) for change in plan.of("changed")],
        "unchanged": plan.of("unchanged"),
        "previewed": bool(plan.changes),
    }
    if not plan.changes:
        context["refused"] = ClassCode.ROSTER_REFUSED.refusal()
    return context


def change_words(change: Change) -> Sequence[tuple[str, str, str]]:
    """Which field, what it is, what it would be."""
    return [
        (str(field_names[name]), shown(change.before, name), shown(change.after, name))
        for name in change.what
    ]


def shown(fields: object, name: str) -> str:
    value = getattr(fields, name)
    return (", ".join(value) if isinstance(value, tuple) else value) or "–"


def imported(request: HttpRequest, found: ClassAccess, data: bytes, name: str) -> HttpResponse:
    """Raises RefusedError."""
    done = services.roster_import(row=found.row, data=data, path=name, by=found.user)
    count = done.changes.count()
    said = ngettext(
        "%(count)d entry of the list is taken over.",
        "%(count)d entries of the list are taken over.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("lessons:class_people", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def undo(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Takes the last import back."""
    try:
        done = services.import_undo(row=found.row, by=found.user)
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        said = _("Taken back: %(removed)d removed, %(restored)d as before.")
        messages.success(request, said % {"removed": done.removed, "restored": done.restored})
        if done.kept:
            said = ngettext(
                "%(count)d stays: they have joined, or were changed, since.",
                "%(count)d stay: they have joined, or were changed, since.",
                done.kept,
            )
            messages.warning(request, said % {"count": done.kept})
    return redirect("lessons:class_people", found.row.pk)


@never_cache
@require_safe
@class_required(Right.MANAGE)
def download(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """The roster as CSV, with the personal links of who has not joined."""
    response = HttpResponse(roster_csv(found.row), content_type="text/csv; charset=utf-8")
    name = slugify(found.row.name) or "class"
    response["Content-Disposition"] = f'attachment; filename="{name}-{found.row.pk}.csv"'
    return response
