"""Access tokens of platforms' services, by an assertion that this site signs (IMS Security
Framework 1.0, 4.1)."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils import timezone

from lessons.lti.keys import token_sign
from lessons.models import LtiPlatform
from virtlearn.core.outbound import Answer, OutboundError, outbound_request
from virtlearn.outbox.delivery import DeliveryError
from virtlearn.outbox.policy import Fault, answer_fault, retry_after_read

assertion_valid = timedelta(minutes=5)
kept_less = 300  # seconds before its end at which a token is not used any more
assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
troubles: dict[str, Fault] = {
    "address": "address",
    "away": "away",
    "certificate": "certificate",
    "large": "refused",
}


def key_of(platform: LtiPlatform, scope: str) -> str:
    return f"lti-token:{platform.pk}:{platform.client_id}:{scope}"


def token_forget(platform: LtiPlatform, scope: str) -> None:
    cache.delete(key_of(platform, scope))


def token_get(platform: LtiPlatform, scope: str) -> str:
    """Kept in this process until five minutes before its end. Raises DeliveryError."""
    if kept := cache.get(key_of(platform, scope)):
        return str(kept)
    now = int(timezone.now().timestamp())
    assertion = token_sign(
        {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.token_audience or platform.token_url,
            "iat": now,
            "exp": now + int(assertion_valid.total_seconds()),
            "jti": secrets.token_urlsafe(16),
        }
    )
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": assertion_type,
        "client_assertion": assertion,
        "scope": scope,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer = service_ask("POST", platform.token_url, headers, urlencode(form).encode())
    try:
        found = json.loads(answer.body)
        token, seconds = str(found["access_token"]), int(found.get("expires_in") or 0)
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryError("refused", "no access token in the answer") from error
    if seconds > kept_less:
        cache.set(key_of(platform, scope), token, seconds - kept_less)
    return token


def service_ask(method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
    """Raises DeliveryError for any answer but a good one."""
    try:
        answer = outbound_request(method, url, headers=headers, body=body)
    except OutboundError as error:
        raise DeliveryError(troubles[error.trouble], error.said) from error
    if fault := answer_fault(answer.status, answer.text):
        wait = retry_after_read(answer.headers.get("retry-after", ""), timezone.now())
        said = f"HTTP {answer.status} {answer.text[:200]}"
        raise DeliveryError(fault, said, wait, answer.status)
    return answer
