"""Passwords that one person is told by another, and has to change at the first sign-in."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

letters = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another: they are copied by hand
groups, group = 3, 4
# 59 random bits need no slow hash, and a class of thirty waits. The first sign-in hashes it anew.
iterations = 20_000


def password_new() -> str:
    """Twelve letters as "k7qm-x2vd-9hpt", of 31 each: 59 bits."""
    parts = ("".join(secrets.choice(letters) for _ in range(group)) for _ in range(groups))
    return "-".join(parts)


def password_hash(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations)
    return hasher.encode(password, hasher.salt())
