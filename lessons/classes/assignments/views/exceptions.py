"""Exceptions for some members: overrides, extensions, accommodations; and what one of them sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.assignments import exceptions as services
from lessons.assignments import selectors
from lessons.assignments.access.kept import patch_read, rule_read
from lessons.assignments.access.wall_clock import ClockError, wall_time_read
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.exception_forms import (
    AccommodationForm,
    ExtensionForm,
    LateDaysForm,
    OverrideForm,
    patch_words,
)
from lessons.classes.assignments.presenter import assignment_view
from lessons.classes.assignments.views.access import (
    around,
    assignment_or_404,
    learner_or_404,
)
from lessons.classes.assignments.words import clock_words
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import (
    Accommodation,
    Assignment,
    AssignmentOverride,
    Label,
    LateDayBudget,
    Membership,
)
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.models import AuditAction


@never_cache
@require_safe
@class_required(Right.ROSTER)
def preview(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """An assignment as one learner sees it at a time; nothing is done in their name."""
    row = assignment_or_404(found, assignment_id)
    learners = list(selectors.learners_of(found.row))
    zone = found.row.time_zone
    now, fault = timezone.now(), ""
    if typed := request.GET.get("at", ""):
        try:
            now = wall_time_read(typed, zone).begins
        except ClockError as error:
            fault = clock_words(error)
    context: dict[str, Any] = {
        **around(found),
        "assignment": row,
        "learners": [(each.pk, member_name(each)) for each in learners],
        "at": typed,
        "fault": fault,
    }
    if request.GET.get("member") and not fault:
        member = learner_or_404(found, request.GET["member"])
        decision = selectors.decision_of(row, member, now)
        context |= {
            "member": member,
            "name": member_name(member),
            "view": assignment_view(row, decision, now),
        }
        if member.user_id:
            detail = f"class {found.row.pk}"
            audit_looks_record(
                action=AuditAction.ASSIGNMENT_PREVIEWED,
                actor=found.user,
                seen=[(member.user_id, detail)],
            )
    status = 422 if fault else 200
    return render(request, "lessons/classes/assignments/preview.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def exceptions(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """Overrides and extensions of an assignment; POST sets an override."""
    row = assignment_or_404(found, assignment_id)
    form = override_form(request, found, row)
    if request.method == "POST" and form.is_valid():
        target = form.targets[form.cleaned_data["target"]]
        services.override_set(
            assignment=row,
            by=found.user,
            patch=form.patch,
            label=target if isinstance(target, Label) else None,
            membership=target if isinstance(target, Membership) else None,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The override applies from now on."))
        return redirect("lessons:assignment_exceptions", found.row.pk, row.pk)
    return exceptions_page(request, found, row, form, extension_form(found))


def exceptions_page(
    request: HttpRequest,
    found: ClassAccess,
    row: Assignment,
    form: OverrideForm,
    extending: ExtensionForm,
) -> HttpResponse:
    full = selectors.exceptions_of(row)
    context = {
        **around(found),
        "assignment": row,
        "form": form,
        "extending": extending,
        "overrides": [
            {
                "row": each,
                "name": override_name(each),
                "fields": [patch_words[name] for name in patch_read(each.patch).fields],
            }
            for each in full.overrides.all()
        ],
        "extensions": [
            {"row": each, "name": member_name(each.membership)} for each in full.extensions.all()
        ],
    }
    status = 422 if form.errors or extending.errors else 200
    return render(request, "lessons/classes/assignments/exceptions.html", context, status=status)


def override_name(row: AssignmentOverride) -> str:
    if row.membership is not None:
        return member_name(row.membership)
    return row.label.name if row.label else ""


def override_form(request: HttpRequest, found: ClassAccess, row: Assignment) -> OverrideForm:
    labels = list(found.row.labels.all())
    members = list(selectors.learners_of(found.row))
    mine = request.method == "POST" and "target" in request.POST
    form = OverrideForm(
        request.POST if mine else None,
        zone=found.row.time_zone,
        rule=rule_read(row.rule),
        labels=labels,
        members=members,
    )
    form.targets_name(
        {
            **{f"label:{each.pk}": _("Label “%(name)s”") % {"name": each.name} for each in labels},
            **{f"member:{each.pk}": member_name(each) for each in members},
        }
    )
    return form


def members_choose(form: forms.Form, found: ClassAccess) -> None:
    field = form.fields["member"]
    field.choices = [  # type: ignore[attr-defined]
        (str(each.pk), member_name(each)) for each in selectors.learners_of(found.row)
    ]


def extension_form(found: ClassAccess, data: Any = None) -> ExtensionForm:
    form = ExtensionForm(data)
    members_choose(form, found)
    return form


@require_POST
@class_required(Right.MANAGE)
def extension(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    row = assignment_or_404(found, assignment_id)
    form = extension_form(found, request.POST)
    if not form.is_valid():
        return exceptions_page(request, found, row, override_form(request, found, row), form)
    values = dict(form.cleaned_data)
    member = learner_or_404(found, values.pop("member"))
    services.extension_grant(assignment=row, membership=member, by=found.user, **values)
    messages.success(request, _("Extension saved."))
    return redirect("lessons:assignment_exceptions", found.row.pk, row.pk)


@require_POST
@class_required(Right.MANAGE)
def override_remove(
    request: HttpRequest, found: ClassAccess, assignment_id: int, override_id: int
) -> HttpResponse:
    row = assignment_or_404(found, assignment_id)
    override = get_object_or_404(AssignmentOverride, assignment=row, pk=override_id)
    services.override_remove(override=override, by=found.user)
    messages.success(request, _("Override removed."))
    return redirect("lessons:assignment_exceptions", found.row.pk, row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def accommodations(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Of all members of the class; POST sets one, and 100 % with no days takes it away."""
    form = AccommodationForm(request.POST or None)
    members_choose(form, found)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        member = learner_or_404(found, values.pop("member"))
        services.accommodation_set(membership=member, by=found.user, **values)
        messages.success(request, _("The accommodation applies to every assignment of the class."))
        return redirect("lessons:accommodations", found.row.pk)
    return accommodations_page(request, found, form, LateDaysForm(initial=budget_of(found)))


def accommodations_page(
    request: HttpRequest, found: ClassAccess, form: AccommodationForm, budget: LateDaysForm
) -> HttpResponse:
    rows = Accommodation.objects.filter(membership__in_class=found.row)
    context = {
        **around(found),
        "form": form,
        "budget": budget,
        "accommodations": [
            {"row": each, "name": member_name(each.membership)}
            for each in rows.select_related("membership__user", "by").order_by("pk")
        ],
    }
    status = 422 if form.errors or budget.errors else 200
    return render(
        request, "lessons/classes/assignments/accommodations.html", context, status=status
    )


def budget_of(found: ClassAccess) -> dict[str, int]:
    row = LateDayBudget.objects.filter(in_class=found.row).first()
    return {"late_days": row.days if row else 0}


@require_POST
@class_required(Right.MANAGE)
def late_days(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    form = LateDaysForm(request.POST)
    if not form.is_valid():
        other = AccommodationForm()
        members_choose(other, found)
        return accommodations_page(request, found, other, form)
    services.late_days_set(row=found.row, days=form.cleaned_data["late_days"])
    messages.success(request, _("Late days saved."))
    return redirect("lessons:accommodations", found.row.pk)
