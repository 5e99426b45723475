"""Django's CSRF protection, whose random letters are drawn at once.

A page that has a form for a new visitor draws 64 letters. Django asks the kernel for each by
itself, which takes as long as all else that a page does; here one call gives them all.
"""

from __future__ import annotations

import secrets

from django.middleware import csrf

LETTERS = csrf.CSRF_ALLOWED_CHARS
# Bytes past the last whole multiple would make the first letters likelier: they are drawn again.
USABLE = 256 - 256 % len(LETTERS)
TABLE = bytes(ord(LETTERS[byte % len(LETTERS)]) for byte in range(256))
UNUSABLE = bytes(range(USABLE, 256))


def random_letters(length: int, allowed_chars: str = LETTERS) -> str:
    """Give `length` letters of CSRF_ALLOWED_CHARS, each as likely as any other."""
    if allowed_chars != LETTERS:
        raise ValueError(allowed_chars)
    drawn = b""
    while len(drawn) < length:
        drawn += secrets.token_bytes(2 * length).translate(TABLE, UNUSABLE)
    return drawn[:length].decode()


csrf.get_random_string = random_letters  # type: ignore[attr-defined]
