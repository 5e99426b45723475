"""Imports rosters into classes, and undoes the last import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from lessons.assignments.group_labs import groups_leave
from lessons.classes.members.services import label_create
from lessons.classes.refusal import ClassCode
from lessons.classes.roster.changes import Change, Fields, Known, Plan, Site, plan_make
from lessons.classes.roster.core import Entry, roster_read
from lessons.classes.services import class_audit, class_locked, joined_say, running_or_refuse
from lessons.models import Class, Label, Membership, RosterChange, RosterImport
from virtlearn.core.csv_rows import text_read
from virtlearn.core.refusal import RefusedError
from virtlearn.people.directory.selectors import accounts
from virtlearn.people.models import AuditAction, User

State = Membership.State
columns = ("name", "invited_email", "external_id", "github_username", "github_id", "role")
batch = 200  # names that one statement asks for
undo_for = timedelta(days=7)


def roster_plan(*, row: Class, data: bytes, path: str) -> Plan:
    """What the file would do; nothing is written."""
    text, problems = text_read(data, path)
    if problems:
        return Plan(changes=[], problems=problems)
    entries, faults = roster_read(text, path)
    plan = plan_make(entries, site_of(row, entries), path)
    return Plan(changes=plan.changes, problems=sorted([*faults, *plan.problems]))


def site_of(row: Class, entries: Sequence[Entry]) -> Site:
    return Site(
        known=known_of(row),
        accounts=accounts_named([entry.login for entry in entries if entry.login]),
        labels={name.casefold(): name for name in row.labels.values_list("name", flat=True)},
    )


def known_of(row: Class) -> list[Known]:
    rows = row.memberships.select_related("user").prefetch_related("labels")
    return [
        Known(
            id=member.pk,
            fields=fields_of(member),
            login="" if member.user is None or member.user.is_guest else member.user.username,
            email=member.user.email if member.user else "",
            called=member.user.get_full_name() if member.user else "",
        )
        for member in rows
    ]


def fields_of(member: Membership) -> Fields:
    labels = tuple(sorted(label.name for label in member.labels.all()))
    return Fields(**{name: getattr(member, name) for name in columns}, labels=labels)


def accounts_named(logins: Sequence[str]) -> Mapping[str, int]:
    """Numbers of accounts by their names in small letters; of one that only differs in case from
    another, none: a name in small letters leads to the account that is written so."""
    found: dict[str, int] = {}
    wanted = sorted({login.lower() for login in logins})
    rows = accounts().annotate(lower=Lower("username"))
    for start in range(0, len(wanted), batch):
        some = rows.filter(lower__in=wanted[start : start + batch])
        for number, name in some.values_list("pk", "username"):
            found.setdefault(name.casefold(), number)
    return found


def roster_import(*, row: Class, data: bytes, path: str, by: User) -> RosterImport:
    """Does what `roster_plan` says, and remembers it; lines with a fault are left out.

    New people are invited; a head's list lets accounts in at once. Raises RefusedError where
    nothing of the list can be taken, and where somebody else changed the class meanwhile.
    """
    try:
        with transaction.atomic():
            locked = class_locked(row)
            running_or_refuse(locked)
            plan = roster_plan(row=locked, data=data, path=path)
            if not plan.changes:
                raise RefusedError(ClassCode.ROSTER_REFUSED)
            done = RosterImport.objects.create(in_class=locked, by=by)
            labels = labels_ensure(locked, plan.changes)
            for change in plan.changes:
                if change.kind != "unchanged":
                    change_do(done, change, labels, by)
    except IntegrityError:
        raise RefusedError(ClassCode.ROSTER_CHANGED) from None
    return done


def labels_ensure(row: Class, changes: Sequence[Change]) -> Mapping[str, Label]:
    names = {name for change in changes for name in change.after.labels}
    return {name: label_create(row=row, name=name) for name in sorted(names)}


def change_do(done: RosterImport, change: Change, labels: Mapping[str, Label], by: User) -> None:
    values = {name: getattr(change.after, name) for name in columns}
    if change.member is None:
        joined = change.account is not None and by.is_head
        member = Membership.objects.create(
            in_class=done.in_class,
            user_id=change.account,
            state=State.JOINED if joined else State.INVITED,
            joined_at=timezone.now() if joined else None,
            **values,
        )
        action = AuditAction.CLASS_ADDED if joined else AuditAction.CLASS_INVITED
        class_audit(action, done.in_class, by, member.user)
        joined_say(member)
    else:
        member = Membership.objects.select_related("user").get(pk=change.member)
        if member.role != values["role"]:
            class_audit(AuditAction.CLASS_ROLE, done.in_class, by, member.user)
        fields_write(member, values)
    member.labels.set([labels[name] for name in change.after.labels])
    RosterChange.objects.create(
        of_import=done,
        membership=member,
        before=msgspec.to_builtins(change.before) if change.before else None,
        after=msgspec.to_builtins(change.after),
    )


def fields_write(member: Membership, values: Mapping[str, Any]) -> None:
    """With another role, somebody is out of the labs of groups at once."""
    role = member.role
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=list(values))
    if member.role != role:
        groups_leave(membership=member)


# --- undo ----------------------------------------------------------------------------------------


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """`kept`: how many stay as they are, since they joined or were changed after the import."""

    removed: int
    restored: int
    kept: int


def import_undoable(row: Class) -> RosterImport | None:
    """The last import, for a week, where it is not undone."""
    last = row.imports.order_by("-at", "-pk").first()
    if last is None or last.undone_at or last.at < timezone.now() - undo_for:
        return None
    return last


def import_undo(*, row: Class, by: User) -> Undone:
    """Takes the last import back. Raises RefusedError where there is none to undo."""
    try:
        with transaction.atomic():
            locked = class_locked(row)
            running_or_refuse(locked)
            if (last := import_undoable(locked)) is None:
                raise RefusedError(ClassCode.NOTHING_TO_UNDO)
            last.undone_at = timezone.now()
            last.save(update_fields=["undone_at"])
            done = [change_undo(change, by) for change in changes_of(last)]
    except IntegrityError:
        raise RefusedError(ClassCode.ROSTER_CHANGED) from None
    return Undone(
        removed=done.count("removed"), restored=done.count("restored"), kept=done.count("kept")
    )


def changes_of(last: RosterImport) -> list[RosterChange]:
    rows = last.changes.select_related("membership__user", "membership__in_class")
    return list(rows.prefetch_related("membership__labels").order_by("-pk"))


def change_undo(change: RosterChange, by: User) -> str:
    """ "removed", "restored" or "kept"."""
    member = change.membership
    if fields_of(member) != msgspec.convert(change.after, Fields):
        return "kept"
    if change.before is None:
        if member.state != State.INVITED:
            return "kept"
        class_audit(AuditAction.CLASS_REMOVED, member.in_class, by, member.user)
        member.delete()
        return "removed"
    before = msgspec.convert(change.before, Fields)
    fields_write(member, {name: getattr(before, name) for name in columns})
    member.labels.set(Label.objects.filter(in_class=member.in_class, name__in=before.labels))
    return "restored"
