"""Answers labs whether assignments let one be started and who is about to, takes tasks done in it.

`labs` doesn't import `lessons`: it finds these functions by settings.LAB_COURSEWORK, see
labs/catalog/coursework.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from labs.catalog.coursework import Notes, TaskDone
from labs.core.refusal import LabRefusedError
from lessons.assignments import groups, work
from lessons.assignments.expected_labs import labs_expected
from lessons.assignments.presenter import lab_lines
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.work import Gate
from lessons.models import Group
from virtlearn.people.models import User

# Why an answer is not taken → why a lab is not started.
code_of = {
    AssignmentCode.NOT_OPEN: AssignmentCode.LAB_NOT_OPEN,
    AssignmentCode.START_FIRST: AssignmentCode.LAB_START_FIRST,
    AssignmentCode.EXAM_NOT_BEGUN: AssignmentCode.LAB_EXAM_NOT_BEGUN,
}


def start_check(*, user: User, course: str, lab: str) -> None:
    """Raises LabRefusedError where no assignment takes work in the lab: it is not open yet, has to
    be begun, or is done in groups and `user` has none. What has closed is practice."""
    gate = work.gate_lab(user, course, lab, timezone.now())
    if found := gate.refusing:
        code, assigned = found
        raise LabRefusedError(code_of[code], title=work.title_of(assigned))
    if missing := groups.choice_of(gate).refused:
        code, assigned = missing
        raise LabRefusedError(code, title=work.title_of(assigned))


def notes(*, user: User | None, course: str, lab: str, group: str | None) -> Notes:
    """A sentence for each assignment that the lab belongs to: what its tasks count for now; and
    with whom it is done."""
    gate = work.gate_lab(user, course, lab, timezone.now())
    choice = groups.choice_of(gate)
    refused = gate.refusing or (choice.refused if group is None else None)
    if refused:
        code, assigned = refused
        refusal = code_of.get(code, code).refusal(title=work.title_of(assigned))
        return Notes(lines=(str(refusal),))
    ours = group_get(group) if group is not None else choice.group
    lines = lab_lines(gate_in(gate, ours))
    if ours is not None:
        return Notes(lines=(*lines, together_line(ours)), grouped=True)
    return Notes(lines=(*lines, *alone_lines(gate)) if group == "" else lines)


def together_line(group: Group) -> str:
    words = _("One machine for all of %(group)s: %(people)s. It is not recorded.")
    people = ", ".join(members_of(group=groups.key_of(group.pk)).values())
    return words % {"group": group.name, "people": people}


def alone_lines(gate: Gate) -> Sequence[str]:
    """Of a lab that somebody has started alone, what it does not count for."""
    return [
        str(AssignmentCode.LAB_ALONE.refusal(title=work.title_of(each)))
        for each in gate.assigned
        if each.assignment.group_set_id and each.decision.counts
    ]


def task_done(*, done: TaskDone) -> None:
    """Keeps what the task is worth now; once is enough, in whichever machines.

    What a group does is kept for each who is in it at this moment, by their own deadlines, and
    counts for what is done in groups of its set alone; what somebody does alone never counts there.
    """
    group = group_get(done.group)
    if done.group and group is None:
        return
    members = groups.members_of(group.pk) if group else []
    groups.task_keep(members=members, lab=done.lab, task=done.task, points=done.points)
    for user in [each.user for each in members] if group else [done.user]:
        gate = work.gate_lab(user, done.course, done.lab, timezone.now(), done.task)
        work.task_record(
            gate_in(gate, group),
            lab=done.lab,
            task=done.task,
            group=group,
            points=done.points if group else None,
        )


def gate_in(gate: Gate, group: Group | None) -> Gate:
    """Of the assignments those that are done in the group's set, or by each alone."""
    wanted = group.of_set_id if group else None
    found = tuple(each for each in gate.assigned if each.assignment.group_set_id == wanted)
    return msgspec.structs.replace(gate, assigned=found)


def group_get(key: str) -> Group | None:
    return Group.objects.filter(pk=int(key)).first() if key else None


def group_begin(*, user: User, course: str, lab: str) -> str:
    """The key of the group with which `user` does the lab now, which has begun by that."""
    group = groups.choice_of(work.gate_lab(user, course, lab, timezone.now())).group
    if group is None or not groups.group_begin(group=group, user=user):
        return ""
    return groups.key_of(group.pk)


def groups_of(*, user: User, course: str) -> Collection[str]:
    return groups.groups_of(user, course)


def is_member(*, user: User, group: str) -> bool:
    return groups.is_member(user, int(group))


def members_of(*, group: str) -> Mapping[int, str]:
    people = groups.members_of(int(group))
    return {each.user.pk: each.name or each.user.username for each in people if each.user}


def expected(now: datetime) -> Mapping[tuple[str, str], frozenset[int]]:
    """By course and lab, the accounts of who is about to start it."""
    return labs_expected(now)
