"""The week's rhythm: of all that one did, by days of the site's time zone, and one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from lessons.models import Attempt, LessonRead, Prediction, ReviewAnswer, ReviewCard
from lessons.progress.days_worked import days_worked, rhythm_of
from tests.lessons.pages import text_of
from tests.lessons.progress.test_labs import session_make
from virtlearn.people.models import User

answer = "/en/courses/small/lessons/first/questions/pid-one/answer/"


def test_all_that_one_does_counts_on_its_day(course: str, learner: User, stranger: User) -> None:
    now = timezone.now()
    where = {"user": learner, "course": course, "lesson": "first"}
    graded = {"answer": ["x"], "fraction": 1, "correct": True, "question": "limit"}
    made = [
        Attempt.objects.create(**where, **graded, number=1, language="en", points=1),
        LessonRead.objects.create(**where),
        Prediction.objects.create(**where, claim="start", number=1),
        ReviewAnswer.objects.create(**where, **graded, repetition=1, rating="good"),
    ]
    for ago, row in enumerate(made, 1):
        type(row)._default_manager.filter(pk=row.pk).update(at=now - timedelta(days=ago))
    session = session_make(learner, {"say-hello": 1})
    session.results.filter(task="say-hello").update(passed_at=now - timedelta(days=5))
    today = timezone.localdate()
    since = now - timedelta(days=30)
    assert days_worked(learner, since) == {today - timedelta(days=ago) for ago in range(1, 6)}
    assert days_worked(learner, now - timedelta(days=2, hours=1)) == {
        today - timedelta(days=ago) for ago in (1, 2)
    }
    assert days_worked(stranger, since) == set()
    assert rhythm_of(stranger) is None
    assert rhythm_of(None) is None


def test_a_day_is_of_the_sites_time_zone(course: str, learner: User) -> None:
    read = LessonRead.objects.create(user=learner, course=course, lesson="first")
    LessonRead.objects.filter(pk=read.pk).update(at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC))
    with timezone.override("Europe/Madrid"):
        (day,) = days_worked(learner, datetime(2026, 11, 1, tzinfo=UTC))
    assert day.isoformat() == "2026-12-02"


def test_it_stands_with_what_waits_in_the_review(
    course: str, learner_client: Client, stranger_client: Client, client: Client
) -> None:
    learner_client.post(answer, {"answer": "secretword", "number": "1"})
    for path in ("/en/courses/small/", "/en/review/"):
        page = text_of(learner_client.get(path))
        assert "You worked on 1 day of the last four weeks." in page
        waits = "Nothing waits in the review today."  # on its own page it says so anyway
        assert (waits in page) == (path != "/en/review/")
        assert page.count('class="rhythm-day worked"') == 1
        for other in (stranger_client, client):
            assert "You worked on" not in text_of(other.get(path))
    ReviewCard.objects.update(due_at=timezone.now())
    assert "1 question waits in the review" in text_of(learner_client.get("/en/courses/small/"))
    assert "streak" not in page
