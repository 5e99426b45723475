"""The roster of a class as CSV: what an import reads, and what became of each invitation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from lessons.classes.invitations.presenter import link_of
from lessons.classes.selectors import members_of
from lessons.models import Class
from virtlearn.core.csv_text import csv_write

header = (
    "name",
    "e-mail",
    "login",
    "identifier",
    "github_username",
    "github_id",
    "role",
    "labels",
    "state",
    "joined",
    "link",
)


def roster_csv(row: Class) -> str:
    """Formula-safe, lossless on import; `link` is the personal one of who has not joined,
    as long as it works."""
    return csv_write(header, rows(row))


def rows(row: Class) -> Iterator[Sequence[str]]:
    now = timezone.now()
    for member in members_of(row):
        user = member.user
        link = link_of(member, now)
        joined = member.joined_at
        yield (
            member.name or (user.get_full_name() if user else ""),
            member.invited_email or (user.email if user else ""),
            "" if user is None or user.is_guest else user.username,
            member.external_id,
            member.github_username,
            member.github_id,
            member.role,
            " | ".join(sorted(label.name for label in member.labels.all())),
            member.state,
            timezone.localtime(joined).isoformat(timespec="seconds") if joined else "",
            link.address if link else "",
        )
