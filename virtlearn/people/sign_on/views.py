"""Pages of sign-on: to a provider and back, which account is whose, what a provider sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from virtlearn.core.log_context import reference
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url
from virtlearn.limits.services import address_of, limit_take
from virtlearn.people.access import head_required
from virtlearn.people.models import User
from virtlearn.people.password_check import password_fault
from virtlearn.people.passwords import password_confirm
from virtlearn.people.refusal import PeopleCode
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import backend, guest_merge
from virtlearn.people.sign_on.arrival import Pending, pending_key, pending_of
from virtlearn.people.sign_on.core.provider import Provider
from virtlearn.people.sign_on.oidc import Adapter, Callback, SsoProvider, app_of, kind
from virtlearn.people.sign_on.refusal import SignOnCode
from virtlearn.people.sign_on.services import (
    account_connect,
    account_make,
    accounts_with,
    claims_follow,
)

View = Callable[..., HttpResponseBase]


def refusing(view: View) -> View:
    """`view`, whose refusals are pages with a way back to the sign-in page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RefusedError as error:
            context = {"refusal": error.refusal, "reference": reference()}
            return render(request, "people/sign_on_refused.html", context, status=403)

    return wrapped


def provider_or_404(provider: str) -> Provider:
    found: Provider | None = settings.SSO.get(provider)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@refusing
def begin(request: HttpRequest, provider: str) -> HttpResponseBase:
    """To the provider. A link, since a form may lead nowhere else (Content-Security-Policy)."""
    found = provider_or_404(provider)
    limit_take("sign-in", address_of(request))
    back = get_next_redirect_url(request)
    return SsoProvider(request, app=app_of(found)).begin(request, back=back, purpose="login")


@never_cache
@require_safe
@refusing
def callback(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Back from the provider."""
    found = provider_or_404(provider)
    try:
        answer: HttpResponseBase = Callback.adapter_view(Adapter(request, found.id))(request)
    except RequestException as error:
        said = type(error).__name__
        raise RefusedError(SignOnCode.AWAY, name=found.name, detail=said) from error
    except (KeyError, TypeError, ValueError) as error:  # allauth reads the answer as it comes
        said = type(error).__name__
        raise RefusedError(SignOnCode.ANSWER, name=found.name, detail=said) from error
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def link(request: HttpRequest) -> HttpResponseBase:
    """An account has the address of who has come: POST has its password, or wants a new one."""
    pending = pending_of(request)
    provider = provider_or_404(pending.provider)
    fault = ""
    if request.method == "POST":
        if request.POST.get("who") == "new" and provider.create:
            made = account_make(provider=provider, person=pending.person, with_email=False)
            return entered(request, cast(User, made.user), pending)
        if user := password_owner(request, accounts_with(pending.person.email)):
            if not user.is_active:
                raise RefusedError(SignOnCode.ACCOUNT_OFF)
            account_connect(provider=provider, person=pending.person, user=user)
            return entered(request, user, pending)
        fault = str(PeopleCode.WRONG_PASSWORD.refusal())
    context = {"provider": provider, "person": pending.person, "fault": fault}
    return render(request, "people/sign_on_link.html", context, status=422 if fault else 200)


def password_owner(request: HttpRequest, accounts: list[User]) -> User | None:
    """Raises LimitReachedError where too many passwords were wrong."""
    password = request.POST.get("password", "")
    return next((each for each in accounts if password_confirm(request, each, password)), None)


def entered(request: HttpRequest, user: User, pending: Pending) -> HttpResponseBase:
    guest = learner_of(request)
    request.session.pop(pending_key, None)
    if guest and guest.is_guest:
        guest_merge(guest=guest, into=user)
    login(request, user, backend=backend)
    claims_follow(person=pending.person, user=user)
    return redirect(pending.back or settings.LOGIN_REDIRECT_URL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@refusing
def mine(request: HttpRequest) -> HttpResponseBase:
    """What opens the reader's account; POST connects another provider, after the password."""
    user = cast(User, request.user)
    fault = ""
    if request.method == "POST":
        provider = provider_or_404(request.POST.get("provider", ""))
        fault = password_fault(request) if user.has_usable_password() else ""
        if not fault:
            request.session[connect_key] = provider.id
            return redirect("people:sign_on_connect")
    issuers = {each.issuer: each.name for each in settings.SSO.values()}
    rows = SocialAccount.objects.filter(user=user, provider=kind).order_by("pk")
    context = {
        "connected": [(issuers.get(issuer_of(row), issuer_of(row)), row) for row in rows],
        "providers": settings.SSO.values(),
        "fault": fault,
    }
    return render(request, "people/sign_on_mine.html", context, status=422 if fault else 200)


connect_key = "sso_connect"


def issuer_of(row: SocialAccount) -> str:
    return str(row.extra_data.get("iss", "")).rstrip("/")


@never_cache
@require_safe
@login_required
@refusing
def connect(request: HttpRequest) -> HttpResponseBase:
    """A page of its own between the form with the password and the provider: a link leads on."""
    provider = settings.SSO.get(request.session.get(connect_key, ""))
    if provider is None:
        raise RefusedError(SignOnCode.LINK_OLD)
    if "go" not in request.GET:
        return render(request, "people/sign_on_connect.html", {"provider": provider})
    del request.session[connect_key]
    return SsoProvider(request, app=app_of(provider)).begin(
        request, back=None, purpose="connect", user=cast(User, request.user).pk
    )


@never_cache
@require_safe
@head_required
def providers(request: HttpRequest) -> HttpResponse:
    """For a head: the providers, what each has to be told, and a test of each."""
    rows = [
        (each, site_url(reverse("sso_callback", args=[each.id]))) for each in settings.SSO.values()
    ]
    return render(request, "people/sign_on_providers.html", {"rows": rows})


@never_cache
@require_safe
@head_required
@refusing
def test(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Signs in at the provider and shows what it sends; here nothing changes."""
    found = provider_or_404(provider)
    return SsoProvider(request, app=app_of(found)).begin(
        request, back=None, purpose="test", user=cast(User, request.user).pk
    )
