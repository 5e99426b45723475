"""Reads the providers from the environment: `SSO` names them, `SSO_<NAME>_…` describes each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from virtlearn.core.env import env_bool, env_list, env_str, read
from virtlearn.people.sign_on.core.provider import (
    Provider,
    claim_value_read,
    class_claim_read,
    domain_read,
)

T = TypeVar("T")
id_pattern = re.compile(r"[a-z][a-z0-9]{0,29}")
secret_most = 4096


def env_providers(name: str) -> dict[str, Provider]:
    """By id, in the order in which their buttons stand. Raises ImproperlyConfigured."""
    ids = [each.lower() for each in env_list(name, [])]
    for each in ids:
        if not id_pattern.fullmatch(each) or each == "only" or ids.count(each) > 1:
            raise ImproperlyConfigured(
                f"{name} is {each!r}; write names of small letters and digits, each once, "
                "separated by commas: school,google."
            )
    return {each: provider_read(each, f"{name}_{each.upper()}_") for each in ids}


def env_only_head(name: str, providers: Mapping[str, Provider]) -> str:
    """Raises ImproperlyConfigured where there would be no other way in."""
    if (found := env_str(name)) and not providers:
        raise ImproperlyConfigured(f"{name} is {found!r}, but SSO names no provider; write SSO.")
    return found


def provider_read(provider_id: str, start: str) -> Provider:
    """Raises ImproperlyConfigured with the name of the first setting that is wrong."""
    return Provider(
        id=provider_id,
        issuer=needed(f"{start}ISSUER", issuer_read, "the address of the issuer, as its discovery "
                      "document has it: https://id.example.org/realms/school"),
        client_id=needed(f"{start}CLIENT_ID", str, "what the provider calls this site"),
        secret=needed(f"{start}SECRET_FILE", secret_read, "the path of a file with the client's "
                      "secret that the site's user can read"),
        name=env_str(f"{start}NAME", provider_id.capitalize()),
        domains=listed(f"{start}DOMAINS", domain_read, "domains separated by commas: example.org"),
        teacher=read(f"{start}TEACHER_CLAIM", None, claim_value_read,
                     "a claim and its value: groups:staff"),
        classes=listed(f"{start}CLASSES", class_claim_read, "claim, value and the number of the "
                       "class, separated by commas: groups:it-24:12"),
        scopes=tuple(dict.fromkeys(
            ["openid", *env_str(f"{start}SCOPES", "openid profile email").split()]
        )),
        create=env_bool(f"{start}CREATE", True),
        authoritative=env_bool(f"{start}AUTHORITATIVE", False),
    )  # fmt: skip


def needed(name: str, convert: Callable[[str], T], wanted: str) -> T:
    found = read(name, None, convert, wanted)
    if found is None:
        raise ImproperlyConfigured(f"{name} is missing; write {wanted}.")
    return found


def listed(name: str, convert: Callable[[str], T], wanted: str) -> tuple[T, ...]:
    def parts(text: str) -> tuple[T, ...]:
        return tuple(convert(part) for part in text.split(",") if part.strip())

    empty: tuple[T, ...] = ()
    return read(name, empty, parts, wanted)


def issuer_read(text: str) -> str:
    """Raises ValueError. Whether it may be asked, `virtlearn.core.outbound` says."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def secret_read(text: str) -> str:
    """Raises ValueError where the file is empty, OSError where it can't be read."""
    secret = Path(text).expanduser().read_text()[:secret_most].strip()
    if not secret:
        raise ValueError(text)
    return secret
