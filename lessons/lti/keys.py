"""The site's own keys for LTI: made, rotated, published, and used to sign.

The private half is sealed by a key that comes of the installation's secret: a copy of the database
alone signs nothing. Where the secret has changed, a new key is made.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from lessons.models import LtiKey
from virtlearn.core.id_token import ALGORITHM
from virtlearn.core.sealed import sealed_box

published_for = timedelta(days=14)  # after the next one was made; what it signed is over long since
key_bits = 2048


def box() -> Fernet:
    return sealed_box("lti keys")


def key_rotate() -> LtiKey:
    """A new key, which signs from now on."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=key_bits)
    kid = secrets.token_urlsafe(12)
    public = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    public = {name: public[name] for name in ("kty", "n", "e")}
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return LtiKey.objects.create(
        kid=kid,
        sealed=box().encrypt(pem).decode(),
        public={**public, "kid": kid, "use": "sig", "alg": ALGORITHM},
    )


def key_current() -> LtiKey:
    """The newest one that this installation can open; made where there is none."""
    newest = LtiKey.objects.first()
    return newest if newest and private_of(newest) else key_rotate()


def private_of(key: LtiKey) -> rsa.RSAPrivateKey | None:
    try:
        opened = load_pem_private_key(box().decrypt(key.sealed.encode()), None)
    except InvalidToken:
        return None
    return opened if isinstance(opened, rsa.RSAPrivateKey) else None


def keys_published() -> dict[str, Any]:
    """The set as platforms fetch it (RFC 7517): the key in use, and those before it for a while."""
    current = key_current()
    older = LtiKey.objects.exclude(pk=current.pk)
    keys, since = [current.public], current.created_at
    for each in older:
        if since > timezone.now() - published_for:
            keys.append(each.public)
        since = each.created_at
    return {"keys": keys}


def token_sign(claims: Mapping[str, Any]) -> str:
    key = key_current()
    private = private_of(key)
    if private is None:
        raise RuntimeError("a key that was just made does not open")
    return jwt.encode(dict(claims), private, ALGORITHM, {"kid": key.kid})
