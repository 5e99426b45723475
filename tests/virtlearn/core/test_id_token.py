"""What makes a token believed, one check at a time."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from tests.signing_peer import key_make
from virtlearn.core.id_token import (
    Expected,
    TokenError,
    key_find,
    token_kid,
    token_verify,
)

now = 1_780_000_000.0
key = key_make()
expected = Expected(issuer="https://lms", client_id="tool", nonce="n", asked_at=now - 5, now=now)
good: dict[str, Any] = {
    "iss": "https://lms",
    "aud": "tool",
    "nonce": "n",
    "iat": now - 1,
    "exp": now + 300,
    "sub": "u",
}


def fault(**more: Any) -> str:
    claims = {name: value for name, value in {**good, **more}.items() if value is not None}
    try:
        token_verify(jwt.encode(claims, key, "RS256"), key.public_key(), expected)
    except TokenError as error:
        return error.fault
    return ""


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ""),
        ({"iss": "https://lms/"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "other"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": ["tool"]}, ""),
        ({"aud": ["tool", "other"]}, "audience"),
        ({"aud": ["tool", "other"], "azp": "tool"}, ""),
        ({"aud": ["tool", "other"], "azp": "other"}, "audience"),
        ({"azp": "other"}, "audience"),
        ({"aud": ["other"], "azp": "tool"}, "audience"),
        ({"nonce": "m"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": ["n"]}, "nonce"),
        ({"nonce": "ñ"}, "nonce"),
        ({"iat": now + 9}, ""),
        ({"iat": now + 11}, "ahead"),
        ({"nbf": now + 11}, "ahead"),
        ({"iat": now - 14}, ""),
        ({"iat": now - 16}, "behind"),
        ({"exp": now - 9}, ""),
        ({"exp": now - 11}, "expired"),
        ({"exp": None}, "malformed"),
        ({"iat": None}, "malformed"),
        ({"iat": str(now)}, "malformed"),
        ({"iat": True}, "malformed"),
        ({"exp": 1e300}, "malformed"),
    ],
)
def test_claims_are_checked_one_by_one(more: dict[str, Any], found: str) -> None:
    assert fault(**more) == found


def test_it_says_how_far_clocks_differ() -> None:
    for more, seconds in (({"iat": now + 30}, 30), ({"iat": now - 95}, 90)):
        with pytest.raises(TokenError) as refused:
            token_verify(jwt.encode({**good, **more}, key, "RS256"), key.public_key(), expected)
        assert refused.value.seconds == seconds


def test_only_rs256_by_a_known_key() -> None:
    pem = key.public_key()
    for algorithm, secret in (("HS256", "x" * 32), ("PS256", key), ("RS512", key)):
        with pytest.raises(TokenError) as refused:
            token_kid(jwt.encode(good, secret, algorithm))
        assert refused.value.fault == "algorithm"
    with pytest.raises(TokenError) as refused:
        token_kid(jwt.encode(good, None, "none"))  # type: ignore[arg-type]
    assert refused.value.fault == "algorithm"
    other = jwt.encode(good, key_make(), "RS256")
    for token, by, found in (
        (other, pem, "signature"),
        (other, None, "key"),
        ("x", pem, "malformed"),
    ):
        with pytest.raises(TokenError) as refused:
            token_verify(token, by, expected)
        assert refused.value.fault == found
    for text in ("", "a.b.c", "x" * 70_000):
        with pytest.raises(TokenError) as refused:
            token_kid(text)
        assert refused.value.fault == "malformed"


def test_keys_are_found_by_name_and_use() -> None:
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    small = json.loads(RSAAlgorithm.to_jwk(key_make(1024).public_key()))
    named = {**public, "kid": "a"}
    assert key_find({"keys": [named]}, "a") is not None
    for keys in (
        [{**named, "kid": "b"}],
        [{**named, "use": "enc"}],
        [{**named, "alg": "RS512"}],
        [{**named, "kty": "oct", "k": "AAAA"}],
        [{**small, "kid": "a"}],
        [{"kty": "RSA", "kid": "a"}],
        ["text"],
        [],
    ):
        assert key_find({"keys": keys}, "a") is None
    for jwks in (None, {}, {"keys": "text"}):
        assert key_find(jwks, "a") is None
