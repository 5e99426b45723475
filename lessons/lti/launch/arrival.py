"""Somebody has arrived in a window of this site: signed in, or asked who they are here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from lessons.lti.core.message import Message
from lessons.lti.framing import refused
from lessons.lti.launch import identity
from lessons.lti.launch.places import (
    class_join,
    context_keep,
    link_keep,
    target_of,
    target_path,
)
from lessons.models import LtiContext, LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

pending_key, connect_key = "lti_pending", "lti_connect"
pending_valid = timedelta(minutes=30)


def arrive(request: HttpRequest, platform: LtiPlatform, message: Message) -> HttpResponseBase:
    """Signs in whom this site knows; who is new chooses between a new account and their own."""
    found = identity.identity_of(platform, message.subject)
    try:
        if found is None:
            return ask(request, platform, message)
        user = identity.enter(request, found)
        identity.role_follow(found, platform, message)
        return go_on(request, user, platform, message)
    except RefusedError as error:
        return refused(request, error.refusal, platform)


def ask(request: HttpRequest, platform: LtiPlatform, message: Message) -> HttpResponseBase:
    """Kept in the session under a new key: whoever planted the old one gets nothing of it."""
    identity.others_end(request, None)
    request.session.cycle_key()
    request.session[pending_key] = {
        "platform": platform.pk,
        "message": msgspec.to_builtins(message),
        "at": timezone.now().timestamp(),
    }
    return redirect("lessons:lti_welcome")


def pending_of(request: HttpRequest) -> tuple[LtiPlatform, Message] | None:
    """Who has come and not said yet who they are here; not whoever sits there an hour later."""
    found: dict[str, Any] | None = request.session.get(pending_key)
    if not found or timezone.now().timestamp() - found["at"] > pending_valid.total_seconds():
        return None
    platform = LtiPlatform.objects.filter(pk=found["platform"], active=True).first()
    return (platform, msgspec.convert(found["message"], Message)) if platform else None


def go_on(
    request: HttpRequest, user: User, platform: LtiPlatform, message: Message
) -> HttpResponseBase:
    """Into the class, and to the page that the link leads to. Raises RefusedError."""
    context = context_keep(platform, message)
    target = target_of(message)
    if context and context.in_class_id:
        class_join(context, message, user)
    if context:
        link_keep(context, message, target)
    if context and may_connect(context, message, user):
        request.session[connect_key] = {
            "context": context.pk,
            "message": msgspec.to_builtins(message),
        }
        return redirect("lessons:lti_connect")
    return redirect(target_path(target, user, context))


def may_connect(context: LtiContext, message: Message, user: User) -> bool:
    """Whoever teaches there and here chooses the class, where none is chosen yet."""
    return context.in_class_id is None and message.role == "teacher" and user.is_instructor
