"""What is noted of predictions and of consent, and what is read of it again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from lessons.document.schema import Claim
from lessons.experiments.refusal import PredictionCode
from lessons.experiments.selectors import claims_done, time_of
from lessons.experiments.services import figures_share, prediction_record
from lessons.models import FiguresShared, Prediction
from tests.lessons.experiments.conftest import measured
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db

start = Claim(id="start", lab="first-lab", measure="start.vm", holds="true", text="It can.")

many = Claim(id="many", lab="first-lab", measure="start.vm", holds="true", text="It can.")


def predict(
    user: User, *, number: float | None = None, choice: str = "", claim: Claim = start
) -> PredictionCode | None:
    return prediction_record(
        user=user,
        course_slug="my-course",
        lesson_slug="first-steps",
        claim=claim,
        number=number,
        choice=choice,
    )


def noted(user: User) -> list[tuple[str, float | None, str]]:
    rows = Prediction.objects.filter(user=user).order_by("claim")
    return [(row.claim, row.number, row.choice) for row in rows]


def test_the_first_prediction_is_final(learner: User) -> None:
    assert predict(learner, number=300) is None
    assert predict(learner, number=300) is None  # the same again is no other one
    assert predict(learner, number=400) == PredictionCode.FINAL
    assert predict(learner, choice="long") == PredictionCode.FINAL
    assert predict(learner) == PredictionCode.FINAL
    assert noted(learner) == [("start", 300, "")]


def test_who_looked_without_guessing_predicts_no_more(learner: User) -> None:
    assert predict(learner) is None
    assert predict(learner) is None
    assert predict(learner, number=300) == PredictionCode.FINAL
    assert noted(learner) == [("start", None, "")]
    assert claims_done(learner, "my-course", "first-steps").predicted["start"].skipped


def test_what_is_measured_is_not_predicted_any_more(learner: User, stranger: User) -> None:
    assert predict(learner, number=300) is None
    measured(learner, 250)
    assert predict(learner, number=250) == PredictionCode.LATE
    assert noted(learner) == [("start", 300, "")]
    assert predict(stranger, number=250) is None  # the figure is another's


def test_another_figure_of_the_course_hinders_no_prediction(learner: User) -> None:
    measured(learner, 250, key="other.key")
    assert predict(learner, number=300) is None
    elsewhere = Claim(
        id="else", lab="second-lab", measure="other.key", holds="true", text="It can."
    )
    assert predict(learner, number=1, claim=elsewhere) is None
    assert [claim for claim, *_ in noted(learner)] == ["else", "start"]


def test_consent_is_given_once_and_taken_back(learner: User, stranger: User) -> None:
    figures_share(user=stranger, share=True)
    for share in (True, True, False, False):
        figures_share(user=learner, share=share)
        assert FiguresShared.objects.filter(user=learner).count() == int(share)
    assert FiguresShared.objects.filter(user=stranger).exists()


def test_what_was_done_is_read_in_one_statement_of_ones_own(
    learner: User,
    stranger: User,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    predict(learner, number=300)
    predict(
        learner,
        choice="long",
        claim=many,
    )
    figures_share(user=learner, share=True)
    predict(stranger, number=1)
    with django_assert_num_queries(1):
        done = claims_done(learner, "my-course", "first-steps")
    assert {name: (each.number, each.choice) for name, each in done.predicted.items()} == {
        "start": (300, ""),
        "many": (None, "long"),
    }
    assert not any(each.skipped for each in done.predicted.values())
    assert done.shared
    assert all(
        abs(each.at - timezone.now()) < timedelta(minutes=10) for each in done.predicted.values()
    )
    other = claims_done(stranger, "my-course", "first-steps")
    assert (list(other.predicted), other.shared) == (["start"], False)
    assert claims_done(learner, "my-course", "another").predicted == {}
    assert claims_done(learner, "another", "first-steps").predicted == {}


def test_a_time_that_the_database_has_without_a_zone_is_in_utc() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for value in ("2026-03-01 12:00:00", noon.replace(tzinfo=None), noon):
        assert time_of(value) == noon
    plus = datetime.fromisoformat("2026-03-01T14:00:00+02:00")
    assert time_of("2026-03-01T14:00:00+02:00") == plus == noon
