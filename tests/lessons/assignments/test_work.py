"""Where answers and tests are recorded, the decision is asked: counted, practice, or not taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lessons.assignments.access.rule import Deadline, Shown
from lessons.assignments.exceptions import accommodation_set, extension_grant, late_days_set
from lessons.assignments.selectors import late_days_read
from lessons.assignments.services import Item
from lessons.models import (
    AssignmentStart,
    AssignmentWork,
    Attempt,
    Class,
    CourseTest,
    Membership,
)
from tests.lessons.assignments.conftest import Make, around_now, late
from tests.lessons.exams.test_views import end, filled
from virtlearn.people.models import User

page = "/en/courses/small/lessons/first/"
over = {
    "release": around_now(days=-5),
    "due": Deadline(at=around_now(hours=-20)),
}


def answer(client: Client, *, number: int = 1, htmx: bool = True) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    data = {"answer": str(4 + number), "number": number}
    return client.post(f"{page}questions/limit/answer/", data, headers=headers)


def test_an_answer_counts_with_the_credit_of_its_time(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(**late)
    response = answer(learner_client)
    assert response.status_code == 200
    assert "Counts for “Homework” with 60 % of its points." in response.content.decode()
    work = AssignmentWork.objects.get()
    assert (work.counted, work.credit, work.reason) == (True, 60, "credit")
    assert work.membership == member
    assert work.attempt == Attempt.objects.get()


def test_after_the_end_it_is_practice_and_says_so(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(**over)
    assert "Practice only: “Homework” is closed" in answer(learner_client).content.decode()
    work = AssignmentWork.objects.get()
    assert (work.counted, work.credit, work.reason) == (False, 0, "closed")
    assert Attempt.objects.count() == 1


def test_without_scripts_it_says_so_too(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(**over)
    answer(learner_client, htmx=False)
    assert "Practice only: “Homework” is closed" in learner_client.get(page).content.decode()


def test_before_it_opens_no_attempt_is_used_up(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(release=around_now(hours=3))
    response = answer(learner_client)
    assert response.status_code == 422
    assert 'data-code="assignment-not-open"' in response.content.decode()
    assert "Homework" not in response.content.decode()  # it is not listed yet
    assert 'value="5"' in response.content.decode()
    assert not Attempt.objects.exists()


def test_what_opens_later_is_hidden_from_its_learners_and_listed_where_that_is_said(
    make: Make,
    row: Class,
    member: Membership,
    learner_client: Client,
    stranger_client: Client,
    teacher_client: Client,
) -> None:
    made = make(release=around_now(hours=3))
    url = f"/en/classes/{row.pk}/assignments/"
    assert learner_client.get(page).status_code == 403
    assert learner_client.get(f"{url}{made.pk}/").status_code == 404
    assert b"Homework" not in learner_client.get(url).content
    for client in (stranger_client, teacher_client):
        assert client.get(page).status_code == 200
    made.delete()
    listed = make(release=around_now(hours=3), listed_before=True)
    response = learner_client.get(page)
    assert response.status_code == 403
    assert b"Homework" in response.content
    shown = learner_client.get(f"{url}{listed.pk}/").content.decode()
    assert 'data-reason="not-released"' in shown
    assert "/lessons/first/" not in shown  # what is in it is not


def test_more_time_does_not_open_it_earlier(
    make: Make, member: Membership, teacher: User, learner_client: Client
) -> None:
    accommodation_set(membership=member, by=teacher, time_percent=400, days=60)
    make(release=around_now(minutes=10), time_limit=60)
    assert learner_client.get(page).status_code == 403
    assert answer(learner_client).status_code == 422


def test_an_assignment_in_another_class_that_is_open_is_enough(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(release=around_now(hours=3), title="Later")
    make(title="Now")
    assert learner_client.get(page).status_code == 200
    answer(learner_client)
    counted = AssignmentWork.objects.filter(counted=True).values_list("assignment__title")
    assert list(counted) == [("Now",)]


def test_what_has_to_be_started_takes_nothing_before(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    made = make(time_limit=30)
    response = answer(learner_client)
    assert response.status_code == 422
    assert 'data-code="assignment-start-first"' in response.content.decode()
    assert not Attempt.objects.exists()
    learner_client.post(f"/en/classes/{row.pk}/assignments/{made.pk}/start/")
    assert answer(learner_client).status_code == 200
    assert AssignmentWork.objects.get().counted
    AssignmentStart.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    answer(learner_client, number=2)
    assert list(AssignmentWork.objects.values_list("counted", "reason")) == [
        (True, "credit"),
        (False, "time-over"),
    ]


def test_a_removed_member_is_as_anybody(
    make: Make, member: Membership, learner_client: Client
) -> None:
    make(release=around_now(hours=3))
    Membership.objects.filter(pk=member.pk).update(state=Membership.State.REMOVED)
    assert learner_client.get(page).status_code == 200
    answer(learner_client)
    assert not AssignmentWork.objects.exists()


def test_late_days_are_spent_once_an_assignment(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    late_days_set(row=row, days=3)
    make(**over, late_days=3)
    for number in (1, 2):
        assert "late days spent: 1" in answer(learner_client, number=number).content.decode()
    budgets, spent = late_days_read([member])
    assert budgets == {row.pk: 3}
    assert [sum(each.values()) for each in spent.values()] == [1]


def test_an_extension_makes_late_work_whole(
    make: Make, teacher: User, member: Membership, learner_client: Client
) -> None:
    made = make(**over)
    extension_grant(assignment=made, membership=member, by=teacher, days=3)
    answer(learner_client)
    work = AssignmentWork.objects.get()
    assert (work.counted, work.credit) == (True, 100)


def test_a_test_is_started_counted_and_handed_in(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    made = make(items=(Item(kind="test", ref="end"),), time_limit=30, attempts=1)
    refused = learner_client.get(end)
    assert refused.status_code == 403
    assert 'data-code="assignment-start-first"' in refused.content.decode()
    one = f"/en/classes/{row.pk}/assignments/{made.pk}/"
    assert learner_client.post(f"{one}start/")["Location"] == f"{one}paper/end/"
    # The test's own page leads to the paper, which is drawn by the server and saved.
    assert learner_client.get(end)["Location"] == f"{one}paper/end/"
    learner_client.post(end, {"draw": "1", "number": 1, "anyway": "yes"})
    assert not CourseTest.objects.exists()
    learner_client.post(f"{one}paper/end/", {"anyway": "yes"})
    work = AssignmentWork.objects.get()
    assert (work.counted, work.credit, work.test) == (True, 100, CourseTest.objects.get())
    assert AssignmentStart.objects.get().handed_in_at
    again = filled_again(learner_client)
    learner_client.post(end, again)
    assert list(AssignmentWork.objects.values_list("counted", "reason")) == [
        (True, "credit"),
        (False, "attempts-used"),
    ]


def filled_again(client: Client) -> dict[str, object]:
    client.get(end + "?again=1")
    return {"draw": "1", "number": 2, "anyway": "yes"}


def test_a_test_sent_before_its_start_is_not_recorded_and_nothing_is_lost(
    make: Make, member: Membership, learner_client: Client
) -> None:
    data = filled(learner_client, end, right={"first"})
    make(items=(Item(kind="test", ref="end"),), time_limit=30)
    response = learner_client.post(end, data)
    assert response.status_code == 422
    assert 'data-code="assignment-start-first"' in response.content.decode()
    assert not CourseTest.objects.exists()


@pytest.mark.parametrize("hidden", [True, False])
def test_a_hidden_score_is_not_shown(
    make: Make, member: Membership, learner_client: Client, hidden: bool
) -> None:
    learner_client.post(end, filled(learner_client, end, right={"first"}))
    shown = Shown(hidden=hidden)
    make(**over, items=(Item(kind="test", ref="end"),), questions=shown, score=shown)
    response = learner_client.get(end)
    assert response.status_code == (403 if hidden else 200)
    assert ("percent of the points" in response.content.decode()) is not hidden
