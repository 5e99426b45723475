"""Fetches a platform's public keys: an hour old at most, and for a new key's name at most each five
minutes, so that nobody can make this site ask all the time."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db.models import Q
from django.utils import timezone

from lessons.lti.refusal import LtiCode
from lessons.models import LtiPlatform
from virtlearn.core.id_token import key_find
from virtlearn.core.outbound import OutboundError, outbound_request
from virtlearn.core.refusal import RefusedError

fresh_for = timedelta(hours=1)
again_after = timedelta(minutes=5)
bytes_most = 256 * 1024
wait_most = 5.0  # seconds that others wait for the one that fetches


def jwks_fetch(url: str) -> Mapping[str, Any]:
    """Raises RefusedError."""
    try:
        answer = outbound_request(
            "GET", url, headers={"Accept": "application/json"}, most=bytes_most
        )
    except OutboundError as error:
        code = LtiCode.ADDRESS_REFUSED if error.trouble == "address" else LtiCode.KEYS_UNREAD
        raise RefusedError(code, said=error.said) from error
    if answer.status != 200:
        raise RefusedError(LtiCode.KEYS_UNREAD, said=f"HTTP {answer.status}")
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise RefusedError(LtiCode.KEYS_UNREAD, said="no JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise RefusedError(LtiCode.KEYS_UNREAD, said="no key set")
    return found


def key_of(platform: LtiPlatform, kid: str) -> RSAPublicKey | None:
    """The platform's key of that name, fetched anew where it may have changed.

    Where its keys can't be fetched now, those that it had are good.
    """
    now = timezone.now()
    key = key_find(platform.jwks, kid)
    if key and platform.jwks_at and now - platform.jwks_at < fresh_for:
        return key
    rows = LtiPlatform.objects.filter(pk=platform.pk)
    may = rows.filter(Q(jwks_tried_at=None) | Q(jwks_tried_at__lt=now - again_after))
    if may.update(jwks_tried_at=now):
        try:
            found = jwks_fetch(platform.jwks_url)
        except RefusedError:
            if key is None:
                raise
            return key
        rows.update(jwks=found, jwks_at=timezone.now())
        return key_find(found, kid)
    return key or waited_for(platform, kid, now)


def waited_for(platform: LtiPlatform, kid: str, now: datetime) -> RSAPublicKey | None:
    """Another request may be fetching them at this moment."""
    end = time.monotonic() + wait_most
    tried = LtiPlatform.objects.values_list("jwks_tried_at", flat=True).get(pk=platform.pk)
    while tried and now - tried < timedelta(seconds=wait_most) and time.monotonic() < end:
        row = LtiPlatform.objects.only("jwks", "jwks_at").get(pk=platform.pk)
        if row.jwks_at and row.jwks_at >= tried:
            return key_find(row.jwks, kid)
        time.sleep(0.2)
    return None
