"""An OpenID Connect provider as the operator has set it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

domain_pattern = re.compile(r"[\w-]+(\.[\w-]+)+")


class ClaimValue(msgspec.Struct, frozen=True):
    """That the claim `name` is `value`, or has it among its values."""

    name: str
    value: str

    def is_in(self, claims: Mapping[str, Any]) -> bool:
        return self.value in claim_values(claims, self.name)


class ClassClaim(msgspec.Struct, frozen=True):
    """Who has the claim is in the class of that number."""

    claim: ClaimValue
    class_id: int


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """`id` stands in addresses; `issuer` and a person's `sub` say who somebody is.

    With `domains`, nobody comes in but with a trusted e-mail address of one of them. Where the
    provider is `authoritative`, its addresses are trusted without `email_verified`.
    """

    id: str
    issuer: str
    client_id: str
    secret: str
    name: str
    domains: tuple[str, ...] = ()
    teacher: ClaimValue | None = None
    classes: tuple[ClassClaim, ...] = ()
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    create: bool = True
    authoritative: bool = False


def claim_values(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """The texts of a claim: one, or the texts of its list. A dot leads into an object where no
    claim has the whole name (Keycloak's `realm_access.roles`)."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    values = found if isinstance(found, list) else [found]
    return frozenset(each for each in values if isinstance(each, str))


def claim_value_read(text: str) -> ClaimValue:
    """`groups:staff`; the value may have colons. Raises ValueError."""
    name, colon, value = (part.strip() for part in text.partition(":"))
    if not (name and colon and value):
        raise ValueError(text)
    return ClaimValue(name, value)


def class_claim_read(text: str) -> ClassClaim:
    """`groups:it-24:12`: claim, value, and the number of the class. Raises ValueError."""
    claim, _colon, number = text.strip().rpartition(":")
    return ClassClaim(claim_value_read(claim), int(number))


def domain_read(text: str) -> str:
    """Raises ValueError."""
    domain = text.strip().lstrip("@").casefold()
    if not domain_pattern.fullmatch(domain):
        raise ValueError(text)
    return domain
