"""Decides what a roster would change in a class: added, changed, unchanged, refused.

Pure but for Django's words: members and accounts come in as they are, and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
from django.utils.translation import gettext as _

from lessons.classes.roster.core import Entry
from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.problems import Problem

Kind = Literal["added", "changed", "unchanged"]


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster can say of a membership."""

    name: str = ""
    invited_email: str = ""
    external_id: str = ""
    github_username: str = ""
    github_id: str = ""
    role: str = "learner"
    labels: tuple[str, ...] = ()


types_ready(Fields)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A membership as it is; `login`, `email` and `called`, the name, are of its account, ""
    without one."""

    id: int
    fields: Fields
    login: str = ""
    email: str = ""
    called: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one line would do. `member` is None where it adds; `account` the number of the account
    that its user name has, None where it names none."""

    line: int
    kind: Kind
    after: Fields
    before: Fields | None = None
    member: int | None = None
    account: int | None = None

    @property
    def what(self) -> Sequence[str]:
        """The fields that would be other than they are."""
        if self.before is None:
            return ()
        return [
            name
            for name in Fields.__struct_fields__
            if getattr(self.before, name) != getattr(self.after, name)
        ]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    changes: Sequence[Change]
    problems: Sequence[Problem]

    def of(self, kind: Kind) -> Sequence[Change]:
        return [change for change in self.changes if change.kind == kind]


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster is held against. `accounts` are numbers by user name, of those that the roster
    names, `labels` the class's labels; both by their small letters."""

    known: Sequence[Known]
    accounts: Mapping[str, int] = {}
    labels: Mapping[str, str] = {}


def plan_make(entries: Iterable[Entry], site: Site, path: str) -> Plan:
    """A member is found by identifier, address, user name or GitHub name, and by name where a line
    has nothing else. Where these lead to two different ones, or two lines to one, the line is
    refused. An empty cell leaves what is there.
    """
    index = index_make(site.known)
    by_id = {each.id: each for each in site.known}
    changes: list[Change] = []
    problems: list[Problem] = []
    taken: dict[int, int] = {}
    for entry in entries:
        found = {index[key] for key in keys_of(entry) if key in index}
        account = site.accounts.get(entry.login.casefold()) if entry.login else None
        fault = ""
        if len(found) > 1:
            fault = _("It fits several people of the class: its columns name different ones.")
        elif found and (line := taken.setdefault(next(iter(found)), entry.line)) != entry.line:
            fault = _("Line %(line)d names the same person of the class.") % {"line": line}
        elif not found and entry.login and account is None:
            fault = _("There is no account “%(login)s”; leave the cell empty to invite them.") % {
                "login": entry.login
            }
        elif entry.role == "teacher" and not any(
            by_id[number].fields.role == "teacher" for number in found
        ):
            fault = _("Teachers are not made by a list: add them on the page of people.")
        if fault:
            problems.append(Problem(path, entry.line, fault))
            continue
        member = by_id[found.pop()] if found else None
        changes.append(change_of(entry, member, account, site.labels))
    return Plan(changes=changes, problems=problems)


def index_make(known: Sequence[Known]) -> dict[tuple[str, str], int]:
    """Each key → the number of the member who has it; a name only where one alone has it."""
    found: dict[tuple[str, str], int] = {}
    names = Counter(each.fields.name.casefold() for each in known)
    for each in known:
        name = each.fields.name.casefold()
        if name and names[name] == 1:
            found["name", name] = each.id
        keys = {
            ("external_id", each.fields.external_id.casefold()),
            ("email", each.fields.invited_email.casefold()),
            ("email", each.email.casefold()),
            ("login", each.login.casefold()),
            ("github", each.fields.github_username.casefold()),
        }
        for key in keys:
            if key[1]:
                found.setdefault(key, each.id)
    return found


def keys_of(entry: Entry) -> list[tuple[str, str]]:
    keys = [
        ("external_id", entry.external_id.casefold()),
        ("email", entry.email.casefold()),
        ("login", entry.login.casefold()),
        ("github", entry.github_username.casefold()),
    ]
    return [key for key in keys if key[1]] or [("name", entry.name.casefold())]


def change_of(
    entry: Entry, member: Known | None, account: int | None, labels: Mapping[str, str]
) -> Change:
    before = member.fields if member else Fields()
    # The address of an account is known already; the invited one stays beside it.
    address = entry.email
    if member and address.casefold() == member.email.casefold() and not before.invited_email:
        address = ""
    elif address.casefold() == before.invited_email.casefold():
        address = before.invited_email
    name = entry.name
    if member and not before.name and name == member.called:
        name = ""
    # Nobody ceases to be a teacher by a list.
    role = before.role if before.role == "teacher" else entry.role or before.role
    after = Fields(
        name=name or before.name,
        invited_email=address or before.invited_email,
        external_id=entry.external_id or before.external_id,
        github_username=entry.github_username or before.github_username,
        github_id=entry.github_id or before.github_id,
        role=role,
        labels=merged(before.labels, entry.labels, labels),
    )
    kind: Kind = "added" if member is None else "unchanged" if after == before else "changed"
    return Change(
        line=entry.line,
        kind=kind,
        after=after,
        before=member.fields if member else None,
        member=member.id if member else None,
        account=account if member is None else None,
    )


def merged(
    before: Sequence[str], wanted: Sequence[str], labels: Mapping[str, str]
) -> tuple[str, ...]:
    """The labels that a line gives, as the class writes them; none named: those that are there."""
    if not wanted:
        return tuple(before)
    return tuple(sorted(labels.get(each.casefold(), each) for each in wanted))
