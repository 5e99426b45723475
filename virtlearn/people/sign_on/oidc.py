"""OpenID Connect by allauth: its states, PKCE and exchange of codes, with stricter checks.

What is ours: a nonce in each login; the id_token's signature, issuer, audience, nonce and times,
each checked (`virtlearn.core.id_token`); the issuer in the answer (RFC 9207); no parameter of a
login from the address that began it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from virtlearn.core.id_token import Expected, TokenError, token_kid, token_verify
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url
from virtlearn.people.models import User
from virtlearn.people.sign_on.core.person import person_of
from virtlearn.people.sign_on.core.provider import Provider
from virtlearn.people.sign_on.fetching import OutboundSession, discovery, key_of
from virtlearn.people.sign_on.refusal import SignOnCode

kind = "oidc"  # of all rows of SocialAccount: whose it is says its uid, by issuer and subject
subject_most = 255  # OpenID Connect Core 1.0, 2
clock_codes = {"ahead": SignOnCode.CLOCK_AHEAD, "behind": SignOnCode.CLOCK_BEHIND}


def provider_get(provider_id: str) -> Provider:
    """Raises SocialApp.DoesNotExist."""
    found: Provider | None = settings.SSO.get(provider_id)
    if found is None:
        raise SocialApp.DoesNotExist
    return found


def app_of(provider: Provider) -> SocialApp:
    """As allauth has it; no row."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.secret,
        settings={
            "server_url": provider.issuer,
            "oauth_pkce_enabled": True,
            "scope": list(provider.scopes),
        },
    )


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """`state` is what was kept of the login that is answered."""

    state: Mapping[str, Any]

    @property
    def openid_config(self) -> Mapping[str, Any]:
        return discovery(provider_get(self.provider_id))

    def get_callback_url(self, _request: HttpRequest, _app: SocialApp) -> str:
        """Never by the request's host."""
        return site_url(reverse("sso_callback", args=[self.provider_id]))

    def complete_login(
        self, _request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises RefusedError."""
        provider = provider_get(self.provider_id)
        claims = self.id_claims(provider, kwargs["response"].get("id_token"))
        userinfo = self.userinfo(provider, claims["sub"], token.token)
        login = SocialLogin(user=User(), provider=self.get_provider())
        login.told = {"id_token": dict(claims), "userinfo": userinfo}
        login.person = person_of({**userinfo, **claims}, provider)
        login.account = SocialAccount(
            provider=kind,
            uid=login.person.key,
            extra_data={"iss": login.person.issuer, "sub": login.person.subject},
        )
        return login

    def id_claims(self, provider: Provider, token: Any) -> Mapping[str, Any]:
        if not isinstance(token, str):
            raise RefusedError(SignOnCode.ANSWER, name=provider.name, detail="no id_token")
        expected = Expected(
            issuer=str(self.openid_config["issuer"]),
            client_id=provider.client_id,
            nonce=self.state["nonce"],
            asked_at=self.state["asked_at"],
            now=timezone.now().timestamp(),
        )
        try:
            claims = token_verify(token, key_of(provider, token_kid(token)), expected)
        except TokenError as error:
            code = clock_codes.get(error.fault, SignOnCode.TOKEN)
            said = f"{error.fault} {error.said}".strip()
            raise RefusedError(
                code, name=provider.name, seconds=error.seconds, detail=said
            ) from error
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= subject_most:
            raise RefusedError(SignOnCode.TOKEN, name=provider.name, detail="sub")
        return claims

    def userinfo(self, provider: Provider, subject: str, token: str) -> Mapping[str, Any]:
        """Of the same subject, else it is somebody else's (OpenID Connect Core 1.0, 5.3.2)."""
        url = self.openid_config.get("userinfo_endpoint")
        if not isinstance(url, str):
            return {}
        with OutboundSession() as session:
            answer = session.get(url, headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict) or found.get("sub") != subject:
            raise RefusedError(SignOnCode.TOKEN, name=provider.name, detail="userinfo: sub")
        return found


class SsoProvider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def begin(self, request: HttpRequest, *, back: str | None, **kept: Any) -> HttpResponse:
        """To the provider; `kept` comes back in the state. Raises RefusedError."""
        nonce = secrets.token_urlsafe(24)
        response: HttpResponse = self.redirect(
            request,
            process="login",
            next_url=back,
            auth_params={"nonce": nonce},
            nonce=nonce,
            asked_at=timezone.now().timestamp(),
            **kept,
        )
        return response


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's, which knows the state of the login where it is answered."""

    adapter: Adapter

    def _get_state(self, request: HttpRequest, provider: SsoProvider) -> Any:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.state = state
            issuer_refuse(request, provider_get(self.adapter.provider_id))
        return state, response


def issuer_refuse(request: HttpRequest, provider: Provider) -> None:
    """Raises RefusedError for the answer of another provider (RFC 9207, 2.4)."""
    told = discovery(provider)
    said = request.GET.get("iss")
    if said is None and told.get("authorization_response_iss_parameter_supported") is not True:
        return
    if said != told["issuer"]:
        raise RefusedError(SignOnCode.TOKEN, name=provider.name, detail=f"iss {said}"[:200])
