"""Teachers make, change, copy and delete assignments of a class."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.assignments import services
from lessons.assignments.access.kept import rule_read
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.forms import AssignmentForm
from lessons.classes.assignments.items import choices_of, values_of
from lessons.classes.assignments.views.access import (
    around,
    assignment_or_404,
    changeable,
    published_of,
)
from lessons.classes.policy import Right
from lessons.models import Assignment
from virtlearn.core.refusal import RefusedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def new(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    return edited(request, found, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def change(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    return edited(request, found, assignment_or_404(found, assignment_id))


def edited(request: HttpRequest, found: ClassAccess, row: Assignment | None) -> HttpResponse:
    """The form of one assignment; what was typed stays where something is wrong."""
    if (published := published_of(found)) is None:
        raise Http404
    context = around(found)
    if request.method == "POST":
        chosen = request.POST.getlist("items")
    else:
        chosen = values_of(row.items.all()) if row else []
    form = AssignmentForm(
        request.POST or None,
        zone=found.row.time_zone,
        rule=rule_read(row.rule) if row else None,
        initial={"title": row.title, "note": row.note, "group_set": row.group_set_id}
        if row
        else {},
        sets=found.row.group_sets.all(),
        choices=choices_of(published, context["language"], chosen),
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            return saved(request, found, row, form)
        except RefusedError as error:
            refused = error.refusal
    status = 422 if form.errors or refused else 200
    context |= {"form": form, "assignment": row, "refused": refused}
    return render(request, "lessons/classes/assignments/edit.html", context, status=status)


def saved(
    request: HttpRequest, found: ClassAccess, row: Assignment | None, form: AssignmentForm
) -> HttpResponse:
    changeable(found)
    values: dict[str, Any] = {
        "by": found.user,
        "title": form.cleaned_data["title"],
        "note": form.cleaned_data["note"],
        "rule": form.rule,
        "items": form.cleaned_data["items"],
        "group_set": form.cleaned_data["group_set"],
    }
    if row is None:
        row = services.assignment_create(row=found.row, **values)
        messages.success(request, _("Assignment created."))
    else:
        services.assignment_change(assignment=row, **values)
        messages.success(request, _("Assignment saved."))
    return redirect("lessons:assignment", found.row.pk, row.pk)


@require_POST
@class_required(Right.MANAGE)
def copy(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """A copy, which is then open to be changed."""
    row = assignment_or_404(found, assignment_id)
    title = _("Copy of %(title)s") % {"title": row.title}
    try:
        changeable(found)
    except RefusedError as error:
        messages.error(request, error.message)
        return redirect("lessons:assignment", found.row.pk, row.pk)
    made = services.assignment_copy(assignment=row, by=found.user, title=title[:150])
    messages.success(request, _("This is the copy: change what differs."))
    return redirect("lessons:assignment_change", found.row.pk, made.pk)


@require_POST
@class_required(Right.MANAGE)
def delete(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """It can be fetched back from the list."""
    row = assignment_or_404(found, assignment_id)
    services.assignment_delete(assignment=row, by=found.user)
    messages.success(request, _("Assignment deleted. You can restore it below the list."))
    return redirect("lessons:assignments", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def fetch_back(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    row = assignment_or_404(found, assignment_id)
    services.assignment_fetch_back(assignment=row, by=found.user)
    messages.success(request, _("Assignment restored."))
    return redirect("lessons:assignment", found.row.pk, row.pk)


@require_POST
@class_required(Right.MANAGE)
def rezone(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """All times of the class's assignments by the class's clock: 23:59 stays 23:59."""
    services.assignments_rezone(row=found.row, zone=found.row.time_zone)
    messages.success(request, _("All deadlines now follow the clock of the class."))
    return redirect("lessons:assignments", found.row.pk)
