"""Which badges were withdrawn: a bit for each certificate (W3C, Bitstring Status List 1.0).

Pure. A list tells nobody which of its bits they were asked about, and what is not known counts as
withdrawn.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Any

bits = 131072  # of a list: the least that the standard allows


def place_of(number: int) -> tuple[int, int]:
    """The list that has certificate `number`, and its bit there."""
    return divmod(number, bits)


def numbers_of(place: int) -> range:
    """The certificates whose bits a list has."""
    return range(place * bits, (place + 1) * bits)


def entry_of(number: int, address: str) -> dict[str, Any]:
    """What a credential says of its status; `address` is that of its list."""
    index = str(place_of(number)[1])
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": index,
        "statusListCredential": address,
    }


def list_encode(open_numbers: Iterable[int]) -> str:
    """Bits of all but `open_numbers` set, as multibase base64url of their gzip."""
    flags = bytearray(b"\xff" * (bits // 8))
    for number in open_numbers:
        index = place_of(number)[1]
        flags[index // 8] &= ~(0x80 >> index % 8)  # the first bit is the leftmost
    packed = gzip.compress(bytes(flags), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def list_credential(encoded: str, address: str, did: str, now: datetime) -> dict[str, Any]:
    """The list as a credential and its claims, before it is signed."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": now.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        "iss": did,
        "sub": f"{address}#list",
        "jti": address,
        "nbf": int(now.timestamp()),
    }
