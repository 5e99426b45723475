"""Pages on which people join a class, by code or by invitation, and the teacher's panel of both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.classes import selectors
from lessons.classes import services as class_services
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.forms import JoinSettingsForm
from lessons.classes.invitations.selectors import link_find
from lessons.classes.joining import services
from lessons.classes.joining.core import code_read
from lessons.classes.joining.presenter import JoinPanel, qr_svg
from lessons.classes.policy import Right
from lessons.classes.refusal import ClassCode
from lessons.models import Class, Membership
from lessons.models.classes import name_length
from lessons.publishing.selectors import course_title
from virtlearn.core.refusal import RefusedError
from virtlearn.core.short_text import short_text
from virtlearn.limits.services import address_of, limit_give_back, limit_take
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """Asks for a code; POST leads to its class."""
    if request.method != "POST":
        return render(request, "lessons/classes/code.html")
    typed = request.POST.get("code", "").strip()[:40]
    try:
        row = class_by_code(request, typed)
    except RefusedError as error:
        context = {"typed": typed, "refused": error.refusal}
        return render(request, "lessons/classes/code.html", context, status=422)
    return redirect("lessons:class_join", row.join_code)


def class_by_code(request: HttpRequest, typed: str) -> Class:
    """Raises RefusedError for a wrong code, and LimitReachedError after many from one address; a
    right one is not counted, so that a whole class gets in from one school."""
    if not code_read(typed):
        return services.class_of_code(typed)  # which raises; no code has that shape
    address = address_of(request)
    limit_take("class-code", address)
    row = services.class_of_code(typed)
    limit_give_back("class-code", address)
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Which class it is and who joins; POST joins, a visitor as a guest."""
    try:
        row = class_by_code(request, code)
    except RefusedError as error:
        context = {"typed": code[:40], "refused": error.refusal}
        return render(request, "lessons/classes/code.html", context, status=404)
    user = learner_of(request)
    if is_inside(row, user):
        return redirect("lessons:class", row.pk)
    try:
        services.blocked_refuse(row, user)
        if hindrance := services.code_hindrance(row):
            raise RefusedError(hindrance)
    except RefusedError as error:
        return join_page(request, row, {"closed": error.refusal}, 403)
    if request.method != "POST":
        return join_page(request, row, {})
    return entered(
        request, row, lambda user, name: services.join_by_code(row=row, user=user, name=name)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """A personal invitation; POST takes the place, or with `decline` gives it back."""
    link = link_find(token)
    if link is None:
        context = {"typed": "", "refused": ClassCode.INVITATION_OVER.refusal()}
        return render(request, "lessons/classes/code.html", context, status=404)
    place = link.place
    row, user = place.in_class, learner_of(request)
    if is_inside(row, user):
        return redirect("lessons:class", row.pk)
    if hindrance := link.hindrance(user):
        return join_page(request, row, {"closed": hindrance.refusal()}, 403)
    if request.method != "POST":
        return join_page(request, row, {"place": place})
    if request.POST.get("decline") == "yes" and user:
        services.invitation_decline(place=place, user=user)
        messages.success(request, _("You have declined the invitation."))
        return redirect("lessons:classes")
    return entered(
        request,
        row,
        lambda user, name: services.join_by_invitation(place=place, user=user, name=name),
        place,
    )


def is_inside(row: Class, user: User | None) -> bool:
    return selectors.memberships_of(user).filter(in_class=row).exists()


def entered(
    request: HttpRequest, row: Class, enter: Any, place: Membership | None = None
) -> HttpResponse:
    """Joins, and leads to the class; or the page again with what was typed.

    Raises LimitReachedError: by class, and not by address.
    """
    name = short_text(request.POST.get("name", ""), name_length)
    user = learner_of(request)
    if (user is None or user.is_guest) and not name and not (place and place.name):
        return join_page(request, row, {"refused": ClassCode.NAME_MISSING.refusal()}, 422)
    limit_take("class-join", row.pk)
    try:
        enter(learner_ensure(request, limited=False), name)
    except RefusedError as error:
        return join_page(request, row, {"closed": error.refusal, "typed": name}, 403)
    messages.success(request, _("You are in the class."))
    return redirect("lessons:class", row.pk)


def join_page(
    request: HttpRequest, row: Class, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    user = learner_of(request)
    place = context.get("place")
    context = {
        "row": row,
        "course": course_title(row.course, get_language() or "en"),
        "teachers": [selectors.member_name(each) for each in selectors.teachers_of(row)],
        "here": request.get_full_path(),
        "name": request.POST.get("name", place.name if place else ""),
        "as_guest": user is None or user.is_guest,
        "name_most": name_length,
        **context,
    }
    return render(request, "lessons/classes/join.html", context, status=status)


@require_POST
@class_required()
def leave(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """By oneself; a teacher is removed by another one."""
    if found.membership and services.class_leave(place=found.membership, user=found.user):
        messages.success(request, _("You have left the class. What you did in it is kept."))
        return redirect("lessons:classes")
    messages.warning(request, str(ClassCode.TEACHER_LEAVES.refusal()))
    return redirect("lessons:class", found.row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.ROSTER)
def panel(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Link, code and QR code, large enough for a projector; who manages the class sets who may
    join, or makes link and code anew."""
    row = found.row
    initial = {"self_enrol": row.self_enrol, "join_until": row.join_until}
    form = JoinSettingsForm(initial=initial)
    if request.method == "POST":
        if not found.manages:
            return redirect("lessons:class_panel", row.pk)
        form = JoinSettingsForm(request.POST, initial=initial)
        done = panel_change(request, row, form)
        if done:
            messages.success(request, done)
            return redirect("lessons:class_panel", row.pk)
    shown = JoinPanel.of(row)
    context = {
        "found": found,
        "row": row,
        "phase": found.phase,
        "join": shown,
        "qr": qr_svg(shown.url),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/panel.html", context, status=status)


def panel_change(request: HttpRequest, row: Class, form: JoinSettingsForm) -> str:
    """What was done, in words; "" where the form has errors."""
    try:
        if request.POST.get("renew") == "yes":
            class_services.code_renew(row=row)
            return _("Link and code are new; the old ones let nobody in any more.")
        if form.is_valid():
            class_services.running_or_refuse(row)
            class_services.class_change(row=row, **form.cleaned_data)
            return _("Who may join is set.")
    except RefusedError as error:
        form.add_error(None, str(error))
    return ""
