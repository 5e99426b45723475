"""The counters of rate limits."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often something was done since the first time; it counts anew after `ends_at`.

    `key` names the limit, and whom it is for by a digest: no address and no name is kept here.
    """

    key = models.CharField(max_length=100, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
