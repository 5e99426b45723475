"""Makes short codes that people read from a projector and type."""

from __future__ import annotations

import secrets

# Without 0 O, 1 I L, U V: what a projector's last row mixes up.
alphabet = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def typed_code(length: int) -> str:
    """`length` letters and digits by chance: one of 29 to the power of it."""
    return "".join(secrets.choice(alphabet) for _ in range(length))
