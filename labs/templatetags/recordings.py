"""What pages with terminals say of recording."""

from __future__ import annotations

from typing import Any

from django import template

from labs.recordings.presenter import NoteView, note_of
from virtlearn.people.selectors import learner_of

register = template.Library()


@register.simple_tag(takes_context=True)
def recording_note(context: dict[str, Any]) -> NoteView:
    """For the reader of the page."""
    return note_of(learner_of(context["request"]))
