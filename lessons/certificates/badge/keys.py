"""The key that signs badges, and the issuer's name that carries its public half.

Pure. The key is derived from the installation's secret, so that whoever restores a backup has it. A
`did:key` is the public key itself (W3C CCG, The did:key Method): nothing has to be looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

purpose = b"virtlearn open badges"
algorithm = "EdDSA"  # RFC 8037: the name that verifiers know; RFC 9864 has a new one
multicodec_ed25519 = b"\xed\x01"
base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@cache
def signing_key(secret: str) -> Ed25519PrivateKey:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)


@cache
def issuer_did(secret: str) -> str:
    """Who signs, as a `did:key`."""
    public = signing_key(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    number, letters = int.from_bytes(multicodec_ed25519 + public), ""
    while number:
        number, rest = divmod(number, 58)
        letters = base58[rest] + letters
    return f"did:key:z{letters}"


def credential_sign(credential: Mapping[str, Any], secret: str) -> str:
    """A compact JWS over a credential and the claims that stand for its parts (Open Badges 3.0,
    8.2.3 and 8.2.4). `validFrom` is an RFC 3339 time, of which `nbf` is taken."""
    did = issuer_did(secret)
    return jwt.encode(dict(credential), signing_key(secret), algorithm, {"kid": f"{did}#{did[8:]}"})
