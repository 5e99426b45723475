"""Presents whether machines are warm for a class that is about to start an assignment's labs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from labs.catalog.provider import lab_get
from labs.scheduling.readiness import Readiness, Shortage, readiness_of
from lessons.assignments.access.kept import rule_read
from lessons.assignments.access.lab_hour import before, is_hour
from lessons.assignments.expected_labs import learners_expected
from lessons.classes.assignments.words import moment
from lessons.models import Assignment, AssignmentItem

shortages: Mapping[Shortage, str | Promise] = {
    Shortage.OFF: _("This site keeps no machines warm: each is made when its lab is started."),
    Shortage.NETWORK: _(
        "Machines with a network of their own are made when the lab is started, which takes a "
        "second longer."
    ),
    Shortage.ENGINE: _("The engine of the machines does not answer now. Tell who runs this site."),
    Shortage.IMAGE: _("The machines' image is not built yet. Tell who runs this site."),
    Shortage.MEMORY: _("The host's memory runs out, so none are made in advance."),
    Shortage.ROOM: _("No more fit on the host: who comes last may have to wait for a place."),
    Shortage.MAKING: _("The others are being made."),
}


class MachinesLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lab of the assignment; `note` says why not more, or when machines are kept warm."""

    lab: str
    text: str
    note: str = ""


def machines_lines(assignment: Assignment, now: datetime) -> list[MachinesLine]:
    """One for each lab."""
    labs = [each for each in assignment.items.all() if each.kind == AssignmentItem.Kind.LAB]
    if not labs:
        return []
    users = learners_expected(assignment, now)
    return [line for each in labs if (line := machines_line(assignment, each.ref, users, now))]


def machines_line(
    assignment: Assignment, slug: str, users: set[int], now: datetime
) -> MachinesLine | None:
    lab = lab_get(assignment.in_class.course.slug, slug)
    if lab is None:
        return None
    title = lab.title.get(get_language() or "en") or next(iter(lab.title.values()), slug)
    if not users:
        return MachinesLine(lab=title, text=plan_words(assignment, now))
    found = readiness_of(lab, users, now)
    note = shortages.get(found.shortage, "")
    return MachinesLine(lab=title, text=ready_words(found), note=str(note))


def ready_words(found: Readiness) -> str:
    words = ngettext(
        "%(warm)d of %(wanted)d machine is warm.",
        "%(warm)d of %(wanted)d machines are warm.",
        found.wanted,
    )
    return words % {"warm": found.warm, "wanted": found.wanted}


def plan_words(assignment: Assignment, now: datetime) -> str:
    """When machines will be kept warm; or why not."""
    rule = rule_read(assignment.rule)
    if rule.release is None:
        return str(_("Set when it opens, and machines are warm before."))
    if not is_hour(rule):
        return str(_("Open for longer than a day: machines are made as they are wanted."))
    if now < rule.release.begins - before:
        at = moment(rule.release.begins - before, assignment.in_class.time_zone)
        return str(_("Machines are made for the whole class from %(at)s on.")) % {"at": at}
    return str(_("Nobody is expected to start it now, so no machines are kept for it."))
