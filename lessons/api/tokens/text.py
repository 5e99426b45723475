"""The text of a token, `vl_KEY_SECRET`. Pure.

KEY finds its row, and SECRET proves it: 32 random bytes, which need no slow hash, since nobody
guesses them. A prefix of its own lets scanners of repositories find what was published by mistake.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

prefix = "vl"
pattern = re.compile(rf"{prefix}_([0-9a-f]{{16}})_([0-9a-f]{{64}})")


class TokenText(NamedTuple):
    """16 and 64 hexadecimal digits."""

    key: str
    secret: str

    def __str__(self) -> str:
        return f"{prefix}_{self.key}_{self.secret}"

    @property
    def digest(self) -> str:
        """SHA-256 of the secret, as it is kept."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def proves(self, digest: str) -> bool:
        return hmac.compare_digest(self.digest, digest)


def token_new() -> TokenText:
    return TokenText(secrets.token_hex(8), secrets.token_hex(32))


def token_read(text: str) -> TokenText | None:
    """None for what is no token at all."""
    found = pattern.fullmatch(text)
    return TokenText(found[1], found[2]) if found else None
