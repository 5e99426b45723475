"""Whose webhooks are whose: a class's are its teachers', those of all classes are the heads'."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from lessons.classes.access import class_access
from lessons.classes.policy import Right
from lessons.classes.selectors import classes_of
from lessons.models import Class, Membership, WebhookEndpoint
from virtlearn.people.models import User


def classes_managed(user: User) -> QuerySet[Class]:
    """Those whose webhooks `user` may change."""
    rows = classes_of(user)
    if user.is_head:
        return rows
    if not user.is_instructor:
        return rows.none()
    teaching = Membership.objects.filter(
        user=user, role=Membership.Role.TEACHER, state=Membership.State.JOINED
    )
    return rows.filter(pk__in=teaching.values("in_class"))


def may_manage(user: User, in_class: int | None) -> bool:
    """Whether `user` may have a webhook of that class, or of all (None)."""
    if not user.is_active:
        return False
    if in_class is None:
        return user.is_head
    found = class_access(user, in_class)
    return found is not None and found.may(Right.MANAGE)


def endpoints_of(user: User) -> QuerySet[WebhookEndpoint]:
    """Those that `user` may see and change."""
    rows = WebhookEndpoint.objects.select_related("in_class", "created_by")
    theirs = Q(in_class__in=classes_managed(user).order_by().values("pk"))
    return rows.filter(theirs | Q(in_class=None)) if user.is_head else rows.filter(theirs)


def endpoint_or_404(user: User, number: int) -> WebhookEndpoint:
    row = endpoints_of(user).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def is_open(endpoint: WebhookEndpoint) -> bool:
    """Whether something is sent there: nobody has paused it, and whoever made it may still."""
    return endpoint.disabled_at is None and may_manage(endpoint.created_by, endpoint.in_class_id)
