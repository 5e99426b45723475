"""What a kind of message is, and what its sender says of one that did not go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from virtlearn.outbox.policy import Fault, passing
from virtlearn.outbox.policy import pauses as usual_pauses

if TYPE_CHECKING:
    from virtlearn.outbox.models import OutboxItem


class DeliveryError(Exception):
    """The other side did not take an item; `said` is what it answered, in its own words, and
    `status` by which number of HTTP, 0 where it gave none."""

    def __init__(
        self,
        fault: Fault,
        said: str = "",
        retry_after: timedelta | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(f"{fault}: {said}")
        self.fault, self.said, self.retry_after = fault, said, retry_after
        self.status = status


class MootError(Exception):
    """Nobody wants an item any more: what it told of is gone, or must not be told."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """`send` returns once the other side has taken the item; raises DeliveryError or MootError.

    After a fault of `retried` it is tried again, after the pauses one after another.
    """

    name: str | Promise
    send: Callable[[OutboxItem], None]
    pauses: Sequence[timedelta] = usual_pauses
    retried: frozenset[Fault] = passing


@cache
def kind_load(path: str) -> Kind:
    found: Kind = import_string(path)
    return found


def kind_of(name: str) -> Kind | None:
    path = settings.OUTBOX_KINDS.get(name)
    return kind_load(path) if path else None
