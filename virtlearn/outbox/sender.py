"""Sends what is due in the outbox; called by the keeper in every round.

Each item is claimed by a conditional UPDATE. A process that dies between claim and answer leaves an
item that is sent again: kinds are idempotent, or carry an id by which the other side can tell.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from virtlearn.outbox.delivery import DeliveryError, Kind, MootError, kind_of
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.policy import next_try, passing, pauses
from virtlearn.outbox.refusal import OutboxCode

log = logging.getLogger(__name__)
State = OutboxItem.State
batch = 60  # in one round; the next goes on
sending_most = timedelta(minutes=10)  # longer than any request takes
strikes_most = 3  # passing faults of one other side, after which its other items wait too
open_states = (State.WAITING, State.SENDING)


def outbox_send() -> int:
    """Sends what is due, up to a batch; how many items went."""
    now = timezone.now()
    rows = OutboxItem.objects.filter(state=State.SENDING, tried_at__lt=now - sending_most)
    rows.update(state=State.WAITING, due_at=now)
    strikes: Counter[str] = Counter()
    sent = 0
    for item in list(items_due(now)[:batch]):
        if item.target and strikes[item.target] >= strikes_most:
            continue
        fault = item_send(item)
        sent += fault == ""
        if fault in passing and item.target:
            strikes[item.target] += 1
            if strikes[item.target] == strikes_most:
                target_rest(item)
    return sent


def items_due(now: datetime) -> QuerySet[OutboxItem]:
    """Those that wait, the longest due first; of each line none that has an open one before it."""
    before = OutboxItem.objects.filter(
        line=OuterRef("line"), pk__lt=OuterRef("pk"), state__in=open_states
    )
    due = OutboxItem.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return due.exclude(Exists(before.exclude(line="")))


def item_send(item: OutboxItem) -> str | None:
    """Claims one and sends it; "" where it went, the fault where not, None where nothing was tried
    or nobody wants it any more."""
    now = timezone.now()
    waiting = OutboxItem.objects.filter(pk=item.pk, state=State.WAITING)
    if not waiting.update(state=State.SENDING, tried_at=now, tries=F("tries") + 1):
        return None  # another came first
    item.tries += 1
    item.tried_at = now
    mine = OutboxItem.objects.filter(pk=item.pk, state=State.SENDING, tried_at=now)
    kind = kind_of(item.kind)
    try:
        if kind is None:
            raise MootError
        kind.send(item)
    except MootError:
        mine.update(state=State.DROPPED, done_at=timezone.now())
        return None
    except DeliveryError as error:
        return not_sent(item, mine, error, kind)
    except Exception:
        # One item whose sender fails must not keep the others from being sent.
        log.exception("item %d of the outbox could not be made", item.pk)
        return not_sent(item, mine, DeliveryError("own"))
    mine.update(state=State.SENT, done_at=timezone.now(), fault="", said="")
    return ""


def not_sent(
    item: OutboxItem,
    mine: QuerySet[OutboxItem],
    error: DeliveryError,
    kind: Kind | None = None,
) -> str:
    now = timezone.now()
    again = next_try(
        error.fault,
        item.tries,
        now,
        error.retry_after,
        pauses=kind.pauses if kind else pauses,
        retried=kind.retried if kind else passing,
    )
    code = OutboxCode[error.fault.upper()]
    log.warning("item %d of the outbox (%s) was not sent: %s", item.pk, item.kind, code)
    told = {"fault": str(code), "said": " ".join(error.said.split())[:300]}
    if again is None:
        mine.update(state=State.FAILED, done_at=now, **told)
    else:
        mine.update(state=State.WAITING, due_at=again, **told)
        item.due_at = again
    return error.fault


def target_rest(item: OutboxItem) -> None:
    """The other items for a side that fails all the time wait as this one does; no try is lost."""
    rows = OutboxItem.objects.filter(state=State.WAITING, target=item.target)
    rows.filter(due_at__lt=item.due_at).update(due_at=item.due_at)
