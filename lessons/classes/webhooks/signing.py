"""Signs messages as Standard Webhooks has it, by secrets that are kept sealed.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import InvalidToken

from lessons.models import WebhookEndpoint
from virtlearn.core.sealed import sealed_box

prefix = "whsec_"
secret_bytes = 32  # the specification has 24 to 64
purpose = "webhook secrets"


def secret_new() -> str:
    return prefix + base64.b64encode(secrets.token_bytes(secret_bytes)).decode()


def secret_seal(secret: str) -> str:
    return sealed_box(purpose).encrypt(secret.encode()).decode()


def secrets_of(endpoint: WebhookEndpoint, now: datetime) -> Sequence[str]:
    """The new one first; none where the installation's secret has changed since."""
    sealed = [endpoint.sealed]
    if endpoint.has_two_secrets(now):
        sealed.append(endpoint.sealed_before)
    found = []
    for each in sealed:
        try:
            found.append(sealed_box(purpose).decrypt(each.encode()).decode())
        except InvalidToken:
            continue
    return found


def signature(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body, in base64 after its version."""
    raw = base64.b64decode(secret.removeprefix(prefix))
    signed = f"{key}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()}"


def headers_of(known: Sequence[str], key: str, at: datetime, body: bytes) -> dict[str, str]:
    """`known` are secrets; a receiver that has any of them can verify the message."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, key, timestamp, body) for each in known),
    }
