"""Reads typed e-mail addresses, and decides when an invitation may be mailed again.

Pure but for Django's validator and words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lessons.models.classes import name_length
from virtlearn.core.problems import Problem
from virtlearn.core.short_text import short_text

addresses_most = 500  # in one form
address_length = 254
link_valid = timedelta(days=14)
mails_most = 5  # to one place
mail_gap = timedelta(hours=1)  # between two to one place
retry_after = (timedelta(minutes=5), timedelta(minutes=30))  # where the fault may pass by itself
named = re.compile(r'"?(?P<name>[^<"]*)"?\s*<(?P<email>[^<>]*)>')


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """An address with the name beside it, "" where none stands there."""

    email: str
    name: str = ""


def addresses_read(text: str) -> tuple[list[Addressee], list[Problem]]:
    """Addresses, parted by line ends, commas or semicolons; `Ruiz, Ana <ana@example.org>` is one.

    Each address once, whatever its case; a problem for each part that is none, with its line.
    """
    found: dict[str, Addressee] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        for part in parts_of(line):
            match = named.fullmatch(part)
            email = (match["email"] if match else part).strip()
            name = short_text(match["name"], name_length) if match else ""
            if not is_address(email):
                said = _("“%(part)s” is no e-mail address.") % {"part": short_text(part, 80)}
                problems.append(Problem(_("Addresses"), number, said))
            else:
                found.setdefault(email.casefold(), Addressee(email=email, name=name))
    if len(found) > addresses_most:
        said = _("There are more than %(most)d addresses. Send them in two parts.")
        problems.append(Problem(_("Addresses"), 1, said % {"most": addresses_most}))
    return list(found.values()), problems


def parts_of(line: str) -> Sequence[str]:
    """A part without an "@" belongs to the name that follows, "Ruiz, Ana"."""
    parts: list[str] = []
    before = ""
    for piece in re.split(r"[,;]", line):
        part = f"{before}, {piece.strip()}" if before else piece.strip()
        before = part if part and "@" not in part else ""
        if part and not before:
            parts.append(part)
    return [*parts, before] if before else parts


def is_address(text: str) -> bool:
    """Of a shape that mail can be sent to; no line end and no second header gets through."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= address_length


def link_until(token_at: datetime) -> datetime:
    """When a personal link that is handed out expires: as one that was mailed then."""
    return token_at + link_valid


def held_back(mails: int, sent_at: datetime | None, now: datetime) -> Literal["", "most", "gap"]:
    """Why a place is not mailed again now: it has had all its mails, or one a moment ago."""
    if mails >= mails_most:
        return "most"
    return "gap" if sent_at is not None and now < sent_at + mail_gap else ""
