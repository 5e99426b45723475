"""Scores as the Assignment and Grade Services 2.0 have them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def scores_url(line_item: str) -> str:
    """Where scores of a line item are sent: "/scores" goes behind its path, and before its query
    (AGS 2.0, 3.4.2)."""
    parts = urlsplit(line_item)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/scores"))


def time_text(at: datetime) -> str:
    """ISO 8601 with milliseconds: of two scores of one person the later one counts."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def score_make(user: str, given: float, maximum: float, at: str) -> dict[str, Any]:
    """One score; `at` is of `time_text`."""
    return {
        "userId": user,
        "scoreGiven": given,
        "scoreMaximum": maximum,
        "activityProgress": "Submitted",
        "gradingProgress": "FullyGraded",
        "timestamp": at,
    }
