"""What /metrics says of the people who use the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import ReadingPlace
from lessons.progress import states
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    states.counted.clear()
    yield
    states.counted.clear()


def place_of(user: User, days_ago: float, lesson: str = "kernels") -> None:
    at = timezone.now() - timedelta(days=days_ago)
    ReadingPlace.objects.create(user=user, course="c", lesson=lesson, at=at)


def active() -> dict[str, float]:
    (family,) = states.lessons_states()
    return {sample.labels["period"]: sample.value for sample in family.samples}


def test_people_are_counted_once_and_by_when_they_did_something(
    learner: User, instructor: User, guest: User
) -> None:
    place_of(learner, 0.1)
    place_of(learner, 0.2, "more")
    place_of(guest, 3)
    place_of(instructor, 20)
    assert active() == {"24h": 1, "7d": 2, "30d": 3}


def test_they_are_not_counted_anew_at_every_look(learner: User) -> None:
    assert active()["24h"] == 0
    place_of(learner, 0.1)
    assert active()["24h"] == 0
