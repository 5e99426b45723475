"""Pins a class to a revision of its course, or lets it follow the newest one: now, or at a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from lessons.classes.pin.selectors import digest_in_force
from lessons.classes.policy import today_in
from lessons.classes.refusal import ClassCode
from lessons.classes.services import class_audit, class_locked, running_or_refuse
from lessons.models import Class, Revision
from lessons.publishing import selectors
from lessons.publishing.services import lab_scripts_publish
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import AuditAction, User


@transaction.atomic
def revision_take(*, row: Class, digest: str, on: date | None, by: User) -> None:
    """The class reads that revision, "" for the newest one: now, or from the beginning of `on`.

    Answers stay: they hang on the questions' ids. Raises RefusedError.
    """
    locked = class_locked(row)
    running_or_refuse(locked)
    wanted = revision_or_refuse(locked, digest) if digest else None
    if on is not None and on <= today_in(locked.time_zone, timezone.now()):
        raise RefusedError(ClassCode.DAY_PAST)
    # What was planned and is in force already is what the class has now.
    now = digest_in_force(locked)
    locked.pinned = locked.course.revisions.get(digest=now) if now else None
    locked.planned, locked.planned_on = (wanted, on) if on else (None, None)
    if on is None:
        locked.pinned = wanted
    locked.save(update_fields=["pinned", "planned", "planned_on"])
    class_audit(AuditAction.CLASS_REVISION, locked, by, None)
    after_change(locked.course.slug, digest)


@transaction.atomic
def plan_cancel(*, row: Class, by: User) -> None:
    """What was planned does not come; what is in force stays."""
    revision_take(row=row, digest=digest_in_force(row), on=None, by=by)


def revision_or_refuse(row: Class, digest: str) -> Revision:
    found = row.course.revisions.filter(digest=digest, unpublished=False).first()
    if found is None or not selectors.revision_shows(row.course.slug, digest):
        raise RefusedError(ClassCode.NO_REVISION)
    return found


def after_change(course_slug: str, digest: str) -> None:
    selectors.current_forget()
    transaction.on_commit(selectors.current_forget)
    if digest:
        transaction.on_commit(lambda: lab_scripts_publish(course_slug, digest))
