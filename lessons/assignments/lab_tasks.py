"""Answers labs whether assignments let one be started and who is about to, takes tasks done in it.

`labs` doesn't import `lessons`: it finds these functions by settings.LAB_COURSEWORK, see
labs/catalog/coursework.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from labs.core.refusal import LabRefusedError
from lessons.assignments import work
from lessons.assignments.expected_labs import labs_expected
from lessons.assignments.presenter import lab_lines
from lessons.assignments.refusal import AssignmentCode
from virtlearn.people.models import User

# Why an answer is not taken → why a lab is not started.
code_of = {
    AssignmentCode.NOT_OPEN: AssignmentCode.LAB_NOT_OPEN,
    AssignmentCode.START_FIRST: AssignmentCode.LAB_START_FIRST,
    AssignmentCode.EXAM_NOT_BEGUN: AssignmentCode.LAB_EXAM_NOT_BEGUN,
}


def start_check(*, user: User, course: str, lab: str) -> None:
    """Raises LabRefusedError where no assignment takes work in the lab: it is not open yet, or has
    to be begun. What has closed is practice."""
    if found := work.gate_lab(user, course, lab, timezone.now()).refusing:
        code, assigned = found
        raise LabRefusedError(code_of[code], title=work.title_of(assigned))


def notes(*, user: User | None, course: str, lab: str) -> Sequence[str]:
    """A sentence for each assignment that the lab belongs to: what its tasks count for now."""
    gate = work.gate_lab(user, course, lab, timezone.now())
    if found := gate.refusing:
        code, assigned = found
        return [str(code_of[code].refusal(title=work.title_of(assigned)))]
    return lab_lines(gate)


def task_done(*, user: User, course: str, lab: str, task: str) -> None:
    """Keeps what the task is worth now; once is enough, in whichever machines."""
    work.task_record(work.gate_lab(user, course, lab, timezone.now(), task), lab=lab, task=task)


def expected(now: datetime) -> Mapping[tuple[str, str], frozenset[int]]:
    """By course and lab, the accounts of who is about to start it."""
    return labs_expected(now)
