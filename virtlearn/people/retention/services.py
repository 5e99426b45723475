"""Removes what is too old by all rules, or counts what would go."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction
from virtlearn.people.retention.rules import Retention

log = logging.getLogger(__name__)


def retentions(now: datetime | None = None) -> Sequence[Retention]:
    """All rules, as of `now`."""
    moment = now or timezone.now()
    return [import_string(path)(moment) for path in settings.RETENTION]


def retention_run(now: datetime | None = None) -> dict[str, int]:
    """Lets go what is too old; how much, by setting. What has gone is in the log."""
    removed = {each.setting: each.remove() for each in retentions(now)}
    # Sign-ins end every hour, and say nothing of anybody's work.
    if done := {name: count for name, count in removed.items() if count and name != "SESSION_DAYS"}:
        said = ", ".join(f"{name} {count}" for name, count in done.items())
        audit_record(action=AuditAction.RETENTION, actor=None, detail=said)
        log.info("removed by age: %s", said)
    return removed
