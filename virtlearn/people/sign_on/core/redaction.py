"""What of a provider's claims a page may show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

hidden = "•••"
# What opens something, or proves that somebody has been there.
secret_pattern = re.compile(
    r"token|secret|password|hash|nonce|jti|^sid$|session|key|code", re.IGNORECASE
)
rows_most, value_most = 100, 500  # lines of a page, characters of one


def claim_rows(claims: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, str]]:
    """Names with dots, as the settings take them, and values; those of secrets hidden."""
    for name, value in list(claims.items())[:rows_most]:
        whole = f"{start}{name}"
        if secret_pattern.search(str(name)):
            yield whole, hidden
        elif isinstance(value, Mapping):
            yield from claim_rows(value, f"{whole}.")
        elif isinstance(value, list):
            yield whole, ", ".join(map(plain, value))[:value_most]
        else:
            yield whole, plain(value)[:value_most]


def plain(value: Any) -> str:
    """Objects inside of lists are named, not shown: there may be secrets in them."""
    return "{…}" if isinstance(value, Mapping | list) else str(value)
