"""What every page can say of classes: in its navigation, and of messages to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lessons.classes import selectors
from lessons.classes.notices.selectors import notes_of
from virtlearn.people.selectors import learner_of


def has_classes(request: HttpRequest) -> dict[str, Any]:
    """Template context; asked where a template asks for it, and not before."""
    return {
        "has_classes": lambda: selectors.has_classes(learner_of(request)),
        "class_notes": lambda: notes_of(learner_of(request)),
    }
