"""Moves rows to another owner, as when a guest's work becomes an account's."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet


def rows_move(rows: QuerySet[Any], **to: object) -> None:
    """Gives each of `rows` the values in `to`; where a constraint says that such a row is there
    already, it stays as it is."""
    for each in rows:
        with suppress(IntegrityError), transaction.atomic():
            rows.model._default_manager.filter(pk=each.pk).update(**to)
