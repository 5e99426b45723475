"""Django's CSRF tokens, made quickly: every page with a form has one.

A new visitor's page draws 64 letters. Django asks the kernel for each by itself, which takes as
long as all else that a page does; here one call gives them all. The mask that differs in each
page, so that compression tells nothing of the secret, is added through a table.
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


PLACES = {letter: place for place, letter in enumerate(LETTERS)}
SUMS = LETTERS * 2  # by the sum of two places, which is at most twice the last


def secret_mask(secret: str) -> str:
    """Give `secret` under a mask of this page alone, as `csrf._mask_cipher_secret` does."""
    mask = random_letters(len(secret))
    pairs = zip(secret, mask, strict=True)
    return mask + "".join([SUMS[PLACES[letter] + PLACES[other]] for letter, other in pairs])


csrf._mask_cipher_secret = secret_mask  # type: ignore[attr-defined]
csrf.get_random_string = random_letters  # type: ignore[attr-defined]
