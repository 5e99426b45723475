"""Begin and end of the current day in the site's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def today() -> datetime:
    """When this day began."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def tomorrow() -> datetime:
    """When it ends."""
    return (today() + timedelta(hours=36)).replace(hour=0)
