"""Pages of classes: the list, one class, a new one, its settings, archive and end."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.classes import selectors, services
from lessons.classes.access import ClassAccess, class_phase, class_required
from lessons.classes.forms import NewClassForm, SettingsForm
from lessons.classes.grades.inquiries.selectors import inquiries_counted, news_of
from lessons.classes.joining.presenter import JoinPanel
from lessons.classes.pin.presenter import pin_panel
from lessons.classes.policy import Right
from lessons.classes.together.selectors import round_open
from lessons.models import Class, Membership
from lessons.publishing.selectors import course_title
from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of


@never_cache
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The reader's own; for a head all. Who has none is told how to join."""
    user = learner_of(request)
    language = get_language() or "en"
    mine = list(selectors.memberships_of(user))
    rows: list[tuple[Class, Membership | None]] = [(each.in_class, each) for each in mine]
    if user and user.is_head:
        inside = {each.in_class_id: each for each in mine}
        rows = [(row, inside.get(row.pk)) for row in selectors.classes_all()]
    counts = selectors.learners_counted([row.pk for row, _member in rows])
    shown = [class_line(row, member, counts.get(row.pk, 0), language) for row, member in rows]
    context = {
        "running": [each for each in shown if not each["phase"].is_over],
        "over": [each for each in shown if each["phase"].is_over],
        "invitations": [
            (place, course_title(place.in_class.course, language))
            for place in selectors.invitations_of(user)
        ],
        "teaches": bool(user and user.is_instructor),
    }
    return render(request, "lessons/classes/classes.html", context)


def class_line(
    row: Class, member: Membership | None, learners: int, language: str
) -> dict[str, Any]:
    return {
        "row": row,
        "member": member,
        "learners": learners,
        "course": course_title(row.course, language),
        "phase": class_phase(row),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def class_new(request: HttpRequest) -> HttpResponse:
    """An instructor makes a class of their own; a head one for any instructor."""
    by = cast(User, request.user)
    language = get_language() or "en"
    initial = {"time_zone": timezone.get_default_timezone_name()}
    form = NewClassForm(request.POST or None, initial=initial, by=by, language=language)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        teacher = fields.pop("teacher", None)
        row = services.class_create(by=by, teacher=teacher, **fields)
        messages.success(request, _("The class is made. Now let people in."))
        return redirect("lessons:class", row.pk)
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/new.html", {"form": form}, status=status)


@never_cache
@require_safe
@class_required()
def class_page(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """For its members; whoever sees the roster gets more."""
    row, language = found.row, get_language() or "en"
    context: dict[str, Any] = {
        **around(found),
        "course": course_title(row.course, language),
        "teachers": [selectors.member_name(each) for each in selectors.teachers_of(row)],
        "round": round_open(row),
    }
    if found.sees_roster:
        counts = selectors.members_counted(row)
        context |= {
            "counts": counts,
            "panel": pin_panel(row, language),
            "join": JoinPanel.of(row),
            "inquiries_waiting": inquiries_counted(row)["waiting"],
        }
    elif found.membership:
        context["news"] = news_of(found.membership)
    return render(request, "lessons/classes/class.html", context)


def around(found: ClassAccess) -> dict[str, Any]:
    """Context of every page of a class."""
    return {"found": found, "row": found.row, "phase": found.phase}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def class_settings(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    form = SettingsForm(request.POST or None, initial=SettingsForm.initial_of(found.row))
    if request.method == "POST" and form.is_valid():
        services.class_change(row=found.row, **form.cleaned_data)
        messages.success(request, _("The settings are kept."))
        return redirect("lessons:class", found.row.pk)
    context = {**around(found), "form": form, "empty": services.is_empty(found.row)}
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/settings.html", context, status=status)


@require_POST
@class_required(Right.MANAGE)
def class_archive(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Into the archive, or with `back` out of it."""
    if request.POST.get("back") == "yes":
        services.class_fetch_back(row=found.row, by=found.user)
        messages.success(request, _("The class is back."))
    else:
        services.class_archive(row=found.row, by=found.user)
        messages.success(request, _("The class is archived: it can be read, and fetched back."))
    return redirect("lessons:class", found.row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def class_delete(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Asks whether it is meant; POST deletes a class that nobody is or was in."""
    context = {**around(found), "empty": services.is_empty(found.row)}
    if request.method == "POST":
        try:
            services.class_delete(row=found.row, by=found.user)
        except RefusedError as error:
            context["refused"] = error.refusal
        else:
            messages.success(request, _("The class is deleted."))
            return redirect("lessons:classes")
    status = 422 if "refused" in context else 200
    return render(request, "lessons/classes/delete.html", context, status=status)
