"""What the navigation of every page says of classes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lessons.classes import selectors
from virtlearn.people.selectors import learner_of


def has_classes(request: HttpRequest) -> dict[str, Any]:
    """Template context; asked where a template asks for it, and not before."""
    return {"has_classes": lambda: selectors.has_classes(learner_of(request))}
