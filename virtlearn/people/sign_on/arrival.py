"""Somebody has come back from a provider: known, new, about to connect, or a head who tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import msgspec
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of
from virtlearn.people.sign_on.core.person import Person, is_of_domains
from virtlearn.people.sign_on.core.provider import Provider
from virtlearn.people.sign_on.core.redaction import claim_rows
from virtlearn.people.sign_on.refusal import SignOnCode
from virtlearn.people.sign_on.services import (
    account_connect,
    account_make,
    accounts_with,
    claims_follow,
)

pending_key = "sso_pending"
pending_valid = timedelta(minutes=10)


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Who has proved who they are to a provider, and not yet which account here is theirs."""

    provider: str
    person: Person
    back: str
    at: float


types_ready(Pending)


def arrive(request: HttpRequest, login: SocialLogin) -> None:
    """Leaves to allauth whom it shall sign in; raises ImmediateHttpResponse for other pages, and
    RefusedError."""
    provider: Provider = settings.SSO[login.provider.app.provider_id]
    purpose = login.state.get("purpose")
    if purpose == "test":
        raise ImmediateHttpResponse(tested(request, login, provider))
    person: Person = login.person
    if not (person.email or not provider.domains) or not is_of_domains(person.email, provider):
        raise RefusedError(SignOnCode.DOMAIN, name=provider.name)
    if purpose == "connect":
        raise ImmediateHttpResponse(connected(request, login, provider))
    if not login.is_existing:
        if not provider.create and not accounts_with(person.email):
            raise RefusedError(SignOnCode.CLOSED, name=provider.name)
        if accounts_with(person.email):
            raise ImmediateHttpResponse(ask(request, provider, login))
        login.account = account_make(provider=provider, person=person, with_email=True)
        login.user = login.account.user
    user = cast(User, login.user)
    if not user.is_active:
        raise RefusedError(SignOnCode.ACCOUNT_OFF)
    claims_follow(person=person, user=user)
    others_end(request, user)


def tested(request: HttpRequest, login: SocialLogin, provider: Provider) -> HttpResponse:
    """What the provider sent, to the head who asked for it: on this page and nowhere else."""
    head = learner_of(request)
    if head is None or not head.is_head or head.pk != login.state.get("user"):
        raise PermissionDenied
    person: Person = login.person
    context = {
        "provider": provider,
        "person": person,
        "let_in": bool(person.email or not provider.domains)
        and is_of_domains(person.email, provider),
        "told": [(name, list(claim_rows(claims))) for name, claims in login.told.items()],
    }
    return render(request, "people/sign_on_claims.html", context)


def connected(request: HttpRequest, login: SocialLogin, provider: Provider) -> HttpResponse:
    """To the account that began it in this session, and is signed in still."""
    user = learner_of(request)
    if user is None or user.is_guest or user.pk != login.state.get("user"):
        raise RefusedError(SignOnCode.LINK_OLD)
    account_connect(provider=provider, person=login.person, user=user)
    claims_follow(person=login.person, user=user)
    said = _("From now on %(name)s opens your account.") % {"name": provider.name}
    messages.success(request, said)
    return redirect("people:sign_on_mine")


def ask(request: HttpRequest, provider: Provider, login: SocialLogin) -> HttpResponse:
    """An account has the address: whose it is says its password. Kept in the session under a new
    key: whoever planted the old one gets nothing of it."""
    others_end(request, None)
    request.session.cycle_key()
    found = Pending(
        provider=provider.id,
        person=login.person,
        back=login.state.get("next") or "",
        at=timezone.now().timestamp(),
    )
    request.session[pending_key] = msgspec.to_builtins(found)
    return redirect("people:sign_on_link")


def pending_of(request: HttpRequest) -> Pending:
    """Raises RefusedError."""
    kept: dict[str, Any] | None = request.session.get(pending_key)
    found = msgspec.convert(kept, Pending) if kept else None
    now = timezone.now().timestamp()
    if found is None or found.provider not in settings.SSO:
        raise RefusedError(SignOnCode.LINK_OLD)
    if now - found.at > pending_valid.total_seconds():
        raise RefusedError(SignOnCode.LINK_OLD)
    return found


def others_end(request: HttpRequest, user: User | None) -> None:
    """Signs out anybody but `user`, and says so; a guest's work goes along at the sign-in."""
    before = learner_of(request)
    if before is None or before.is_guest or (user is not None and before.pk == user.pk):
        return
    logout(request)
    said = _("%(name)s was signed in in this browser, and is not any more.")
    messages.warning(request, said % {"name": before.username})
