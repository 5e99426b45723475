"""allauth's hooks for sign-on: providers come from settings, rules from `arrival`."""

from __future__ import annotations

from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest

from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User
from virtlearn.people.sign_on.arrival import arrive
from virtlearn.people.sign_on.fetching import OutboundSession
from virtlearn.people.sign_on.oidc import SsoProvider, app_of
from virtlearn.people.sign_on.refusal import SignOnCode


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def list_apps(
        self, _request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [
            app_of(each)
            for each in settings.SSO.values()
            if provider in {None, each.id} and client_id in {None, each.client_id}
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SsoProvider:
        return SsoProvider(request, app=self.get_app(request, provider, client_id))

    def list_providers(self, request: HttpRequest) -> list[SsoProvider]:
        return [SsoProvider(request, app=each) for each in self.list_apps(request)]

    def get_requests_session(self) -> OutboundSession:
        return OutboundSession()

    def new_user(self, _request: HttpRequest, _sociallogin: SocialLogin) -> User:
        return User()

    def authenticate_by_email(self, _sociallogin: SocialLogin) -> None:
        """Never: whose an address is says its account's password."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises RefusedError."""
        arrive(request, sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Raises RefusedError, which the view of the answer shows."""
        if not (extra_context or {}).get("state"):
            raise RefusedError(SignOnCode.STATE)
        if "error" in request.GET:
            said = request.GET["error"][:100]
            code = SignOnCode.CANCELLED if said == "access_denied" else SignOnCode.ANSWER
            raise RefusedError(code, name=provider.name, detail=said)
        said = str(exception)[:200] if exception else ""
        if isinstance(exception, requests.ConnectionError):
            raise RefusedError(SignOnCode.AWAY, name=provider.name, detail=said) from exception
        raise RefusedError(SignOnCode.ANSWER, name=provider.name, detail=said) from exception
