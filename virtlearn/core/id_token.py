"""Verifies an id_token of OpenID Connect: who signed it, for whom, when, and that it answers our
login.

Pure; for learning platforms (LTI) as for sign-on. Every check is made here and none is left to a
default. The only algorithm is RS256, which every provider has (OpenID Connect Discovery 1.0, 3),
whatever a token's header says: a public key is never taken for a shared secret (IMS Security
Framework 1.0, 5.1.2 and 5.1.3).
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from typing import Any, Literal

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

ALGORITHM = "RS256"
leeway = 10.0  # seconds that the sender's clock may differ from ours
key_bits_least = 2048
token_most = 64 * 1024  # characters
Fault = Literal[
    "malformed",
    "algorithm",
    "key",
    "signature",
    "issuer",
    "audience",
    "nonce",
    "ahead",
    "behind",
    "expired",
]


class TokenError(Exception):
    """A token is not believed; `seconds` is how far clocks differ, or how long it is over."""

    def __init__(self, fault: Fault, *, seconds: int = 0, said: str = "") -> None:
        super().__init__(f"{fault} {said}".strip())
        self.fault, self.seconds, self.said = fault, seconds, said


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What the answer to our login has to say. Times are seconds since 1970, by our clock."""

    issuer: str
    client_id: str
    nonce: str
    asked_at: float
    now: float


def token_kid(token: str) -> str:
    """The name of the key, "" where a header has none. Raises TokenError for what is no token, and
    for any algorithm but ours."""
    if len(token) > token_most:
        raise TokenError("malformed", said="longer than 64 KiB")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenError("malformed", said=str(error)) from error
    if header.get("alg") != ALGORITHM:
        raise TokenError("algorithm", said=str(header.get("alg"))[:40])
    kid = header.get("kid", "")
    return kid if isinstance(kid, str) else ""


def key_find(jwks: Mapping[str, Any] | None, kid: str) -> RSAPublicKey | None:
    """The RSA key of that name; None where the set has none that may sign."""
    keys = jwks.get("keys") if jwks else None
    for each in keys if isinstance(keys, list) else ():
        if not isinstance(each, dict) or each.get("kid") != kid or each.get("kty") != "RSA":
            continue
        if each.get("use", "sig") != "sig" or each.get("alg", ALGORITHM) != ALGORITHM:
            continue
        try:
            key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": each["n"], "e": each["e"]})
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= key_bits_least:
            return key
    return None


def token_verify(token: str, key: RSAPublicKey | None, expected: Expected) -> Mapping[str, Any]:
    """The claims of a token that may be believed. Raises TokenError."""
    if key is None:
        raise TokenError("key")
    claims = claims_signed(token, key)
    if claims.get("iss") != expected.issuer:
        raise TokenError("issuer", said=str(claims.get("iss"))[:200])
    if not is_for(claims, expected.client_id):
        raise TokenError("audience", said=str(claims.get("aud"))[:200])
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(), expected.nonce.encode()
    ):
        raise TokenError("nonce")
    times_check(claims, expected)
    return claims


def claims_signed(token: str, key: RSAPublicKey) -> Mapping[str, Any]:
    unchecked = dict.fromkeys(
        ("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_iss", "verify_sub"), False
    )
    unchecked["verify_jti"] = False
    try:
        return dict(jwt.decode(token, key, algorithms=[ALGORITHM], options=unchecked))  # type: ignore[arg-type]
    except jwt.InvalidSignatureError as error:
        raise TokenError("signature") from error
    except jwt.PyJWTError as error:
        raise TokenError("malformed", said=str(error)) from error


def is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """By `aud`, and by `azp` where there is one or several audiences (OpenID Connect, 3.1.3.7)."""
    aud, azp = claims.get("aud"), claims.get("azp")
    several = isinstance(aud, list) and len(aud) > 1
    audiences = aud if isinstance(aud, list) else [aud]
    if client_id not in audiences:
        return False
    return azp == client_id if several or azp is not None else True


def times_check(claims: Mapping[str, Any], expected: Expected) -> None:
    """A token answers a login of ours, so that it can't have been made before that: what says so
    comes from a clock that is behind. Raises TokenError."""
    issued, expires = time_of(claims, "iat"), time_of(claims, "exp")
    if issued is None or expires is None:
        raise TokenError("malformed", said="iat and exp must be numbers")
    starts = max(issued, time_of(claims, "nbf") or issued)
    if starts > expected.now + leeway:
        raise TokenError("ahead", seconds=round(starts - expected.now))
    if issued < expected.asked_at - leeway:
        raise TokenError("behind", seconds=round(expected.asked_at - issued))
    if expires < expected.now - leeway:
        raise TokenError("expired", seconds=round(expected.now - expires))


def time_of(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and abs(value) < 1e12 else None
