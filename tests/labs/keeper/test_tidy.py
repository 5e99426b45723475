"""What the keeper removes now and then: counts of limits that are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.keeper.reconciler import Keeper
from virtlearn.core.rate import Rate
from virtlearn.limits.models import Tally
from virtlearn.limits.services import limit_take


@pytest.mark.django_db
def test_counts_that_are_over_go(settings: LazySettings) -> None:
    settings.LIMITS = {"short": Rate(3, timedelta(minutes=1)), "long": Rate(3, timedelta(hours=9))}
    limit_take("short", "a")
    limit_take("long", "a")
    Keeper().tidy(timezone.now() + timedelta(minutes=2))
    assert Tally.objects.get().key.startswith("long:")
