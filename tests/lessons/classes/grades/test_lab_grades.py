"""Tasks of a lab in an assignment have the points that they are worth in the course."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from labs.models import LabSession, LabState, TaskResult
from lessons.assignments.services import Item
from lessons.classes.grades.selectors import course_of
from lessons.models import AssignmentWork, Class, Membership
from lessons.publishing.selectors import lab_head
from tests.lessons.classes.grades.conftest import assign
from tests.lessons.classes.grades.test_table import cells, shown
from tests.lessons.experiments.conftest import course
from virtlearn.people.models import User

__all__ = ["course"]


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_a_task_counts_with_its_credit_and_less_where_its_solution_was_seen(
    row: Class, teacher: User, member: Membership, teacher_client: Client, share: float
) -> None:
    published = course_of(row)
    assert published
    assert member.user
    head = lab_head(published.course, "first-lab")
    assert head
    task = head.spec.tasks[0].id
    made = assign(row, teacher, "Lab", items=(Item(kind="lab", ref="first-lab"),))
    now = timezone.now()
    session = LabSession.objects.create(
        user=member.user,
        course="my-course",
        lab="first-lab",
        revision=published.digest,
        spec_json={},
        state=LabState.ENDED,
        due_at=now,
        ended_at=now,
        end_reason="learner",
    )
    possible = head.spec.task_points * len(head.spec.tasks)
    TaskResult.objects.create(
        session=session,
        task=task,
        outcome="passed",
        passed_at=now,
        points=share * head.spec.task_points,
    )
    # It ticked, and is no work of the assignment yet.
    assert cells(shown(teacher_client, row), "Ana Ruiz")[1] == "–"

    AssignmentWork.objects.create(
        assignment=made,
        membership=member,
        item=made.items.first(),
        lab="first-lab",
        task=task,
        counted=True,
        credit=60,
        reason="late",
    )
    total, cell = cells(shown(teacher_client, row), "Ana Ruiz")
    percent = 60 * share * head.spec.task_points / possible
    assert total == f"{percent:.1f} %"
    assert cell.startswith(f"{0.6 * share * head.spec.task_points:g}")
