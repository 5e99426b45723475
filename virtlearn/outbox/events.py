"""What happens on the site that other systems may want to know, said in one place.

Services say it in their transaction; who listens stands in `settings.EVENT_LISTENERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string


class EventName(StrEnum):
    """The values stay: endpoints and receivers go by them."""

    LESSON_COMPLETED = "lesson.completed"
    TASK_TICKED = "task.ticked"
    QUIZ_SUBMITTED = "quiz.submitted"
    GRADE_CHANGED = "grade.changed"
    CLASS_JOINED = "class.joined"
    CERTIFICATE_ISSUED = "certificate.issued"
    LAB_STARTED = "lab.started"
    LAB_FAILED = "lab.failed"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What the account `user` did, or what happened to it: in a course, or in one class.

    `about` names things of the course by their ids; it never says how well something was done, nor
    anything of the person.
    """

    name: EventName
    user: int
    course: str = ""
    in_class: int | None = None
    about: Mapping[str, str] = {}


def event_say(
    name: EventName, *, user: int, course: str = "", in_class: int | None = None, **about: str
) -> None:
    """Tells all that listen; in the caller's transaction where it has one."""
    event = Event(name=name, user=user, course=course, in_class=in_class, about=about)
    for path in settings.EVENT_LISTENERS:
        import_string(path)(event)
