"""Pages of this site on the way in: who one is here, which class belongs to the course there."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.lti.classes import class_connect, classes_managed
from lessons.lti.core.message import Message
from lessons.lti.framing import refused
from lessons.lti.launch import identity
from lessons.lti.launch.arrival import connect_key, go_on, pending_key, pending_of
from lessons.lti.launch.places import class_join, link_keep, target_of, target_path
from lessons.lti.refusal import LtiCode
from lessons.models import LtiContext, LtiIdentity, LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponseBase:
    """A new account, or one's own after signing in to it; POST makes or connects it."""
    found = pending_of(request)
    if found is None:
        return refused(request, LtiCode.TICKET.refusal())
    platform, message = found
    user = learner_of(request)
    account = user if user and not user.is_guest else None
    if request.method != "POST":
        context = {"platform": platform, "message": message, "account": account}
        return render(request, "lessons/lti/welcome.html", context)
    try:
        known = identity_chosen(request, platform, message, account)
        entered = identity.enter(request, known)
        request.session.pop(pending_key, None)
        return go_on(request, entered, platform, message)
    except RefusedError as error:
        return refused(request, error.refusal, platform)


def identity_chosen(
    request: HttpRequest, platform: LtiPlatform, message: Message, account: User | None
) -> LtiIdentity:
    """Raises RefusedError. Another window may have been quicker: then it is that one."""
    if known := identity.identity_of(platform, message.subject):
        return known
    if request.POST.get("who") == "mine" and account is not None:
        return identity.account_connect(platform=platform, message=message, user=account)
    return identity.account_make(platform=platform, message=message)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def connect(request: HttpRequest) -> HttpResponseBase:
    """Which of a teacher's classes belongs to the platform's course; POST connects the two.

    Only who has just come from that course as its teacher gets here.
    """
    by = cast(User, request.user)
    kept: dict[str, Any] = request.session.get(connect_key) or {}
    context = LtiContext.objects.filter(pk=kept.get("context", 0)).first()
    if context is None:
        raise Http404
    message = msgspec.convert(kept["message"], Message)
    if request.method == "POST":
        return connected(request, context, message, by)
    shown = {
        "context_row": context,
        "classes": classes_managed(by),
        "next": onward(context, message, by),
    }
    return render(request, "lessons/lti/connect.html", shown)


def connected(
    request: HttpRequest, context: LtiContext, message: Message, by: User
) -> HttpResponse:
    number = request.POST.get("class", "")
    row = next((each for each in classes_managed(by) if str(each.pk) == number), None)
    if row is None:
        raise Http404
    class_connect(context=context, row=row, by=by)
    request.session.pop(connect_key, None)
    try:
        target = target_of(message)
        class_join(context, message, by)
        link_keep(context, message, target)
        messages.success(request, _("The class is connected: who comes from there joins it."))
        return redirect(target_path(target, by, context))
    except RefusedError as error:
        messages.warning(request, str(error))
        return redirect("lessons:class", row.pk)


def onward(context: LtiContext, message: Message, by: User) -> str:
    """Where the link leads without a class; "" where it needs one."""
    try:
        return target_path(target_of(message), by, context)
    except RefusedError:
        return ""
