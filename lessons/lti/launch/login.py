"""The login that a platform begins: a state bound to the browser, and the way to the platform.

The state is a sealed text (`lessons.lti.once`) with the nonce and the digest of a secret that a
cookie of this browser has. The cookie's name comes of the state, so that several links of one page
can be opened at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from lessons.lti.once import ForgedError, StaleError, id_key, seal, unseal, use_up
from lessons.lti.refusal import LtiCode
from lessons.models import LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url

state_valid = timedelta(minutes=10)
passed_on = ("iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint")
value_most = 4000  # characters of one of these


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser is sent, and the cookie that it gets."""

    url: str
    cookie: str
    secret: str


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What a state said that came back."""

    platform: LtiPlatform
    nonce: str
    asked_at: float
    browser: str  # the digest of the cookie's secret
    asked: Mapping[str, str]
    sealed: Mapping[str, Any]

    def is_of(self, request: HttpRequest) -> bool:
        """Whether the browser that asks is the one in which the launch was begun."""
        secret = request.COOKIES.get(cookie_of(self.sealed), "")
        return hmac.compare_digest(digest(secret), self.browser)

    def use_up(self) -> bool:
        return use_up(dict(self.sealed), state_valid)


def login_begin(given: Mapping[str, str]) -> Login:
    """Answers a platform's request for a login. Raises RefusedError."""
    asked = {name: given.get(name, "")[:value_most] for name in passed_on if given.get(name)}
    if not asked.get("iss") or not asked.get("login_hint"):
        raise RefusedError(LtiCode.LOGIN_INCOMPLETE)
    platform = platform_of(asked["iss"], asked.get("client_id", ""))
    if "target_link_uri" in asked:  # Canvas says that it need not be there
        target_refuse(asked["target_link_uri"])
    secret, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    state = seal(
        "state",
        {
            "platform": platform.pk,
            "nonce": nonce,
            "at": timezone.now().timestamp(),
            "browser": digest(secret),
            "asked": asked,
        },
    )
    sealed = unseal("state", state, state_valid)
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": launch_url(),
        "login_hint": asked["login_hint"],
        "state": state,
        "nonce": nonce,
    }
    if "lti_message_hint" in asked:
        query["lti_message_hint"] = asked["lti_message_hint"]
    joint = "&" if urlsplit(platform.auth_url).query else "?"
    return Login(
        url=f"{platform.auth_url}{joint}{urlencode(query)}",
        cookie=cookie_of(sealed),
        secret=secret,
    )


def platform_of(issuer: str, client_id: str) -> LtiPlatform:
    """Raises RefusedError; also where an issuer has several clients and none is named."""
    rows = LtiPlatform.objects.filter(issuer=issuer)
    found = list(rows.filter(client_id=client_id) if client_id else rows[:2])
    if len(found) != 1:
        raise RefusedError(LtiCode.NO_PLATFORM, issuer=issuer[:200])
    if not found[0].active:
        raise RefusedError(LtiCode.PLATFORM_OFF)
    return found[0]


def target_refuse(url: str) -> None:
    """Raises RefusedError for an address that is not this site's."""
    start = site_url(settings.SITE_PATH)
    if url != start.rstrip("/") and not url.startswith(start):
        raise RefusedError(LtiCode.TARGET_FOREIGN, site=start)


def state_read(text: str) -> State:
    """Raises RefusedError."""
    try:
        found = unseal("state", text, state_valid)
    except StaleError as error:
        raise RefusedError(LtiCode.STATE_OLD) from error
    except ForgedError as error:
        raise RefusedError(LtiCode.STATE_UNKNOWN) from error
    platform = LtiPlatform.objects.filter(pk=found["platform"]).first()
    if platform is None or not platform.active:
        raise RefusedError(LtiCode.PLATFORM_OFF)
    return State(
        platform=platform,
        nonce=found["nonce"],
        asked_at=found["at"],
        browser=found["browser"],
        asked=found["asked"],
        sealed=found,
    )


def launch_url() -> str:
    """Where platforms send their word, and the tool's address where a link names no page."""
    return site_url(reverse("lti:launch"))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_of(sealed: Mapping[str, Any]) -> str:
    prefix = "__Secure-" if settings.HTTPS else ""
    return f"{prefix}lti-{digest(sealed[id_key])[:16]}"


class PartitionedMorsel(Morsel[str]):
    """A cookie that a browser keeps for this site inside that other site alone (CHIPS); Python's
    own has the attribute from 3.14 on."""

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802 - its name in the library
        return f"{super().OutputString(attrs)}; Partitioned"


def cookie_set(response: HttpResponseBase, login: Login, *, framed: bool) -> None:
    """Sent along with the platform's form, which comes from another site: `SameSite=None`."""
    response.set_cookie(
        login.cookie,
        login.secret,
        max_age=int(state_valid.total_seconds()),
        path=reverse("lti:launch"),
        secure=True,
        httponly=True,
        samesite="None",
    )
    if framed:
        plain = response.cookies[login.cookie]
        morsel = PartitionedMorsel()
        morsel.set(plain.key, plain.value, plain.coded_value)
        for name, value in plain.items():
            morsel[name] = value
        response.cookies[login.cookie] = morsel


def in_frame(request: HttpRequest) -> bool:
    """Whether the browser says that the page is shown inside another one."""
    return request.headers.get("Sec-Fetch-Dest") in {"iframe", "frame", "embed", "object"}
