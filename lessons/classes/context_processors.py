"""What every page can say of classes: the navigation, messages, what they ask their learners."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lessons.classes import selectors
from lessons.classes.notices.selectors import notes_of
from lessons.classes.screens.selectors import questions_of
from virtlearn.people.selectors import learner_of


def has_classes(request: HttpRequest) -> dict[str, Any]:
    """Template context; asked where a template asks for it, and not before."""
    return {
        "has_classes": lambda: selectors.has_classes(learner_of(request)),
        "class_notes": lambda: notes_of(learner_of(request)),
        "screens_questions": lambda: questions_of(learner_of(request), course_of(request)),
    }


def course_of(request: HttpRequest) -> str:
    """That the page's address names, "" for none."""
    found = request.resolver_match
    return str(found.kwargs.get("course", "")) if found else ""
