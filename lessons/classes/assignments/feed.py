"""What is due for one person as an iCalendar (RFC 5545): a deadline an event."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lessons.assignments import selectors
from lessons.assignments.access.timeline import StepKind
from lessons.models import Assignment
from virtlearn.people.models import User


def calendar_made(user: User, *, site: str) -> bytes:
    """The deadlines of all that is listed for `user`, each in its class's zone, with VTIMEZONEs.

    `site` is the site's address without a path.
    """
    made = Calendar()
    made.add("prodid", "-//VirtLearn//Assignments//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "VirtLearn")
    places = list(selectors.places_of(user))
    rows = list(
        Assignment.objects.filter(
            deleted_at=None, in_class__in=[each.in_class_id for each in places]
        ).select_related("in_class")
    )
    now = timezone.now()
    decided = selectors.decisions(rows, places, now)
    members = {each.in_class_id: each for each in places}
    for row in rows:
        decision = decided[row.pk, members[row.in_class_id].pk]
        if not decision.visible or decision.timeline is None:
            continue
        for step in decision.timeline.best:
            if step.kind is not StepKind.LATE_DAY:
                made.add_component(event(row, step.kind, step.ends, step.credit, site))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def event(row: Assignment, kind: StepKind, ends: datetime, credit: int, site: str) -> Event:
    """The minute of a deadline; its id stays when the deadline moves."""
    zone = ZoneInfo(row.in_class.time_zone)
    start = ends.astimezone(zone).replace(second=0, microsecond=0)
    host = urlsplit(site).hostname or "localhost"
    made = Event()
    made.add("uid", f"assignment-{row.pk}-{kind}-{credit}@{host}")
    made.add("dtstamp", row.changed_at.replace(microsecond=0))
    made.add("dtstart", start)
    made.add("dtend", start + timedelta(minutes=1))
    words = _("%(title)s: due, worth %(credit)s %%")
    made.add("summary", words % {"title": row.title, "credit": credit})
    made.add("description", row.in_class.name)
    made.add("url", site + reverse("lessons:assignment", args=[row.in_class_id, row.pk]))
    return made
