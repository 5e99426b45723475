"""Who somebody is by the claims of a provider: names, a trusted address, a role, classes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

import msgspec

from virtlearn.core.short_text import short_text
from virtlearn.people.sign_on.core.provider import Provider

name_most = 150  # characters of a first or a last name, as of Django's columns
login_most = 30  # characters of a user name that is made of claims
email_most = 254
email_pattern = re.compile(r"[^@\s<>\"']+@[A-Za-z0-9.-]+")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """`email` is empty where it isn't trusted; `login` is a wish, and may be taken."""

    issuer: str
    subject: str
    login: str
    first_name: str
    last_name: str
    email: str
    teaches: bool
    classes: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def key(self) -> str:
        """64 characters of which each stands for one issuer and subject together."""
        return hashlib.sha256(f"{self.issuer}\0{self.subject}".encode()).hexdigest()


def person_of(claims: Mapping[str, Any], provider: Provider) -> Person:
    """`claims` are verified, and have `iss` and `sub`."""
    full = text_of(claims, "name")
    first, last = text_of(claims, "given_name"), text_of(claims, "family_name")
    if not first and not last:
        first = full
    email = email_trusted(claims, provider)
    return Person(
        issuer=claims["iss"],
        subject=claims["sub"],
        login=login_of(claims, email, full or f"{first} {last}"),
        first_name=first,
        last_name=last,
        email=email,
        teaches=provider.teacher is not None and provider.teacher.is_in(claims),
        classes=tuple(each.class_id for each in provider.classes if each.claim.is_in(claims)),
    )


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """On one line, without characters that turn text round (U+202E)."""
    value = claims.get(name)
    return short_text(value, name_most) if isinstance(value, str) else ""


def email_trusted(claims: Mapping[str, Any], provider: Provider) -> str:
    """The address that the provider answers for; else "". Some send `email_verified` as a text."""
    email = claims.get("email")
    if not isinstance(email, str) or len(email) > email_most or not email_pattern.fullmatch(email):
        return ""
    verified = claims.get("email_verified")
    return email if provider.authoritative or verified is True or verified == "true" else ""


def is_of_domains(email: str, provider: Provider) -> bool:
    return not provider.domains or email.rpartition("@")[2].casefold() in provider.domains


def login_of(claims: Mapping[str, Any], email: str, name: str) -> str:
    """Letters a to z, digits and hyphens: a user name must be typed, and look like no other."""
    preferred = text_of(claims, "preferred_username")
    for each in (preferred.partition("@")[0], email.partition("@")[0], name):
        plain = normalize("NFKD", each).encode("ascii", "ignore").decode().lower()
        if found := re.sub(r"[^a-z0-9]+", "-", plain)[:login_most].strip("-"):
            return found
    return "learner"


def login_names(wish: str) -> Iterator[str]:
    """`wish`, then with a number behind it, for when it is taken."""
    yield wish
    for number in range(2, 10_000):
        yield f"{wish}-{number}"
