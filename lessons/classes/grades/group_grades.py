"""Gives a grade that is set by hand to a whole group at once, with a history for each of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lessons.assignments.groups import group_of, members_of
from lessons.classes.grades.services import grade_change
from lessons.classes.selectors import member_name
from lessons.models import Assignment, GradeChange, Group, Membership
from virtlearn.people.models import User


def group_in(assignment: Assignment, membership: Membership) -> Group | None:
    """The learner's group in an assignment that is done in groups."""
    if assignment.group_set_id is None:
        return None
    return group_of(assignment.group_set_id, membership)


def group_context(assignment: Assignment, membership: Membership, *, whole: bool) -> dict[str, Any]:
    """What the form shows of the group, which its grade can be given to; `whole`: it was ticked."""
    group = group_in(assignment, membership)
    members = members_of(group.pk) if group else []
    return {"group": group, "group_names": [member_name(each) for each in members], "whole": whole}


@transaction.atomic
def grades_change(
    *, assignment: Assignment, membership: Membership, whole: bool, by: User, **values: Any
) -> list[GradeChange]:
    """The changes that were made: the learner's, and with `whole` one of each other of the group.

    `values` are those of `grade_change`, and what it raises; `seen` is of the learner's grade
    alone. All of them or none.
    """
    made = [grade_change(assignment=assignment, membership=membership, by=by, **values)]
    group = group_in(assignment, membership) if whole else None
    values.pop("seen", None)
    others = [each for each in members_of(group.pk) if each.pk != membership.pk] if group else []
    made += [
        grade_change(assignment=assignment, membership=each, by=by, **values) for each in others
    ]
    return [each for each in made if each]
