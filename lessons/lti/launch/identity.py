"""Who somebody of a platform is here, and how they are signed in.

Issuer and subject say who it is. An e-mail address says nothing: a platform may let its users write
any. Accounts of heads are never entered by a platform, since whoever runs that would run this site.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lessons.lti.core.message import Message
from lessons.lti.refusal import LtiCode
from lessons.models import LtiIdentity, LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.directory.services import role_set
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import backend, guest_merge

log = logging.getLogger(__name__)
name_most = 30  # characters of a user name that is made of somebody's name


def identity_of(platform: LtiPlatform, subject: str) -> LtiIdentity | None:
    rows = LtiIdentity.objects.select_related("user")
    return rows.filter(issuer=platform.issuer, subject=subject).first()


def enter(request: HttpRequest, identity: LtiIdentity) -> User:
    """Signs in whom the identity is of; whoever else was signed in in this browser is told, and no
    more. Raises RefusedError."""
    user: User = identity.user
    enter_refuse(user)
    others_end(request, user)
    # allauth's and Django's own: a new key for the session, whatever key was there before.
    login(request, user, backend=backend)
    LtiIdentity.objects.filter(pk=identity.pk).update(last_at=timezone.now())
    return user


def enter_refuse(user: User) -> None:
    """Raises RefusedError for accounts that no platform opens."""
    if not user.is_active:
        raise RefusedError(LtiCode.ACCOUNT_OFF)
    if user.is_head:
        raise RefusedError(LtiCode.HEAD)


def others_end(request: HttpRequest, user: User | None) -> None:
    """Ends the session of anybody but `user`; a guest's work goes along, as it does at sign-in."""
    before = learner_of(request)
    if before is None or (user is not None and before.pk == user.pk):
        return
    if before.is_guest:
        if user is not None:
            guest_merge(guest=before, into=user)
        return
    logout(request)
    said = _("%(name)s was signed in in this browser, and is not any more.")
    messages.warning(request, said % {"name": before.username})


def account_make(*, platform: LtiPlatform, message: Message) -> LtiIdentity:
    """A new account, which has no password and is entered by the platform alone."""
    teaches = platform.teachers_teach and message.role == "teacher"
    with transaction.atomic():
        user = user_create(message, Role.INSTRUCTOR if teaches else Role.LEARNER)
        identity = LtiIdentity.objects.create(
            issuer=platform.issuer, subject=message.subject, user=user, made=True
        )
        audit_record(
            action=AuditAction.ACCOUNT_ADDED, actor=None, subject=user, detail=platform.name
        )
    return identity


def user_create(message: Message, role: Role) -> User:
    """Under a name made of the person's own where that is free, else with a number behind it."""
    full = message.name or f"{message.given_name} {message.family_name}".strip()
    start = slugify(full)[:name_most].strip("-") or "learner"
    names: dict[str, Any] = {"first_name": message.given_name, "last_name": message.family_name}
    if not any(names.values()):
        names = {"first_name": full}
    for number in range(1, 10_000):
        name = start if number == 1 else f"{start}-{number}"
        if User.objects.filter(username__iexact=name).exists():
            continue
        user = User(username=name, role=role, **names)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            continue
        return user
    raise RuntimeError("no user name is free")


def account_connect(*, platform: LtiPlatform, message: Message, user: User) -> LtiIdentity:
    """An account that its owner has just signed in to. Raises RefusedError."""
    enter_refuse(user)
    if user.is_guest:
        raise RefusedError(LtiCode.TICKET)
    try:
        with transaction.atomic():
            identity = LtiIdentity.objects.create(
                issuer=platform.issuer, subject=message.subject, user=user
            )
            audit_record(
                action=AuditAction.LTI_LINKED, actor=user, subject=user, detail=platform.name
            )
    except IntegrityError:
        raise RefusedError(LtiCode.OTHER_IDENTITY) from None
    return identity


def role_follow(identity: LtiIdentity, platform: LtiPlatform, message: Message) -> None:
    """Who begins to teach there later gets the role here too, in an account that was made for them;
    nobody loses one by a launch."""
    may = identity.made and platform.teachers_teach and message.role == "teacher"
    if may and identity.user.role == Role.LEARNER:
        role_set(user=identity.user, role=Role.INSTRUCTOR, by=None)
