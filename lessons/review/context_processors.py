"""What every page says of the review."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lessons.review.services import due_count
from virtlearn.people.selectors import learner_of


def review_due(request: HttpRequest) -> dict[str, Any]:
    """Template context; counted where a template asks for it, and not before."""
    return {"review_due": lambda: due_count(learner_of(request))}
