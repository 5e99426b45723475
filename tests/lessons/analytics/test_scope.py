"""Statistics of one class beside those of all: who may ask for it, and whose answers count then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lessons.classes.services import class_create
from lessons.models import Class, Course, CourseTest, Membership
from tests.conftest import client_of, user_make
from tests.lessons.analytics.made import learners, paper
from tests.lessons.analytics.test_pages import addresses, page, question_page, rows, shown
from virtlearn.people.models import Role, User


def class_of(by: User, people: list[User], name: str = "1A", **fields: object) -> Class:
    row = class_create(course=Course.objects.get(slug="small"), by=by, name=name, time_zone="UTC")
    now = timezone.now()
    for user in people:
        values = {"state": "joined", "joined_at": now, **fields}
        Membership.objects.create(in_class=row, user=user, **values)
    return row


@pytest.fixture
def two(course: str, instructor: User) -> tuple[Class, Class]:
    """Twelve who are all right in the instructor's class; five who are all wrong in another's."""
    good, bad = learners(12, "good"), learners(5, "bad")
    for user in good:
        paper(user, [1, 1, 1, 1])
    for user in bad:
        paper(user, [0, 0, 0, 0])
    other = user_make("other-teacher", Role.INSTRUCTOR)
    return class_of(instructor, good), class_of(other, bad, "1B")


def first(client: Client, address: str) -> tuple[int, float]:
    found = next(row for row in rows(client, address) if row["question_id"] == "same-kernel")
    return int(found["people"]), float(found["facility"])


def test_a_class_and_all_classes_pooled(
    two: tuple[Class, Class], instructor_client: Client, head_client: Client
) -> None:
    mine, other = two
    file = addresses[1]
    people, facility = first(instructor_client, file)
    assert people == 17
    assert facility == pytest.approx(12 / 17)
    assert first(instructor_client, f"{file}?class={mine.pk}") == (12, 1)
    assert first(head_client, f"{file}?class={other.pk}") == (5, 0)
    answered = instructor_client.get(f"{file}?class={mine.pk}")
    assert f"small-questions-class-{mine.pk}.csv" in answered["Content-Disposition"]
    text = shown(instructor_client, f"{page}?class={mine.pk}")
    assert "12 learners" in text
    assert "17 learners" in shown(instructor_client, page)
    for address in (question_page, "/en/teach/small/tasks/"):
        html = instructor_client.get(f"{address}?class={mine.pk}&answers=last").content.decode()
        assert f'<option value="{mine.pk}"' in html
        assert "1B" not in html
        assert f"answers=last&amp;class={mine.pk}" in html
    assert "12 learners" in shown(instructor_client, f"{question_page}?class={mine.pk}")


def test_a_class_of_others_is_not_there(
    two: tuple[Class, Class], instructor_client: Client, course: str
) -> None:
    _mine, other = two
    for address in addresses:
        for asked in (str(other.pk), "9999", "x", "-1", "1 or 1=1"):
            assert instructor_client.get(address, {"class": asked}).status_code == 404, address
    assert "1B" not in instructor_client.get(page).content.decode()


def test_a_class_of_another_course_is_not_asked_for(
    course: str, instructor: User, instructor_client: Client
) -> None:
    elsewhere = Course.objects.create(slug="other")
    row = class_create(course=elsewhere, by=instructor, name="Elsewhere", time_zone="UTC")
    assert instructor_client.get(page, {"class": row.pk}).status_code == 404


def test_who_counts_in_a_class(course: str, instructor: User, instructor_client: Client) -> None:
    """Who was removed does, with what they did; who only waits, or assists, does not."""
    there, removed, waits, assists = learners(4)
    for user in (there, removed, waits, assists):
        paper(user, [1, 1, 1, 1])
        CourseTest.objects.create(
            user=user,
            course="small",
            kind="end",
            number=1,
            share=1,
            items=[{"lesson": "first", "question": "limit", "fraction": 1.0}],
        )
    row = class_of(instructor, [there])
    now = timezone.now() - timedelta(days=1)
    member = {"in_class": row, "joined_at": now}
    Membership.objects.create(**member, user=removed, state="removed")
    Membership.objects.create(in_class=row, user=waits, state="invited")
    Membership.objects.create(**member, user=assists, state="joined", role="assistant")
    address = f"{addresses[1]}?class={row.pk}"
    assert first(instructor_client, address)[0] == 2
    tests = [each for each in rows(instructor_client, address) if each["part"] == "end"]
    assert [each["people"] for each in tests] == ["2"]
    # A page that was computed a moment ago does not stay where somebody joins.
    row.memberships.filter(user=waits).update(state="joined", joined_at=timezone.now())
    assert first(instructor_client, address)[0] == 3


def test_a_teacher_who_is_none_any_more_sees_no_class(
    two: tuple[Class, Class], instructor: User
) -> None:
    mine, _other = two
    mine.memberships.filter(user=instructor).update(state="removed")
    assert client_of(instructor).get(page, {"class": mine.pk}).status_code == 404
