"""Names for showing grades on a screen: the same in a class each time, and nobody's own."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from itertools import count

letters = 4


def pseudonyms(of_class: int, members: Iterable[int], secret: str) -> dict[int, str]:
    """By member, as "QX4M"; only who has the `secret` can tell whose one is.

    No two of a class have the same: the one with the higher number gets other letters. For that
    `members` are all of the class, those who left it too.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for member in sorted(members):
        for turn in count():
            text = f"{of_class}:{member}:{turn}".encode()
            digest = hmac.digest(secret.encode(), b"pseudonym:" + text, "sha256")
            name = base64.b32encode(digest).decode()[:letters]
            if name not in taken:
                break
        taken.add(name)
        found[member] = name
    return found
