"""What was answered comes back: the daily page, its schedule, whose it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from lessons.models import ReviewAnswer, ReviewCard
from lessons.reading import attempts
from lessons.review import services as review_services
from tests.lessons.courses import course_change, course_publish
from tests.lessons.pages import text_of
from tests.lessons.reading.views.test_questions import answer, choices
from virtlearn.people.models import User

page = "/en/review/"
card_page = "/en/review/small/first/pid-one/"


def due_now(**which: str) -> None:
    """Lets days pass."""
    at = timezone.now()
    ReviewCard.objects.filter(**which).update(due_at=at, last_at=at - timedelta(days=3))


@pytest.fixture
def answered(course: str, learner_client: Client) -> Client:
    """A learner who had one question right and gave another up."""
    answer(learner_client, "pid-one", "secretword")
    for number in (1, 2, 3):
        answer(learner_client, "limit", str(60 + number), number=number)
    return learner_client


def test_nothing_is_there_at_first(course: str, client: Client, learner_client: Client) -> None:
    for each in (client, learner_client):
        assert "Nothing is here yet" in text_of(each.get(page))


def test_open_questions_do_not_come_back(course: str, learner_client: Client) -> None:
    answer(learner_client, "limit", "63")
    assert not ReviewCard.objects.exists()


def test_what_was_answered_comes_back_on_its_day(answered: Client) -> None:
    text = text_of(answered.get(page))
    assert "Nothing more waits today." in text
    next_at = ReviewCard.objects.order_by("due_at")[0].due_at
    assert f"comes back on {timezone.localtime(next_at):%b}" in text
    known, unknown = (ReviewCard.objects.get(question=each) for each in ("pid-one", "limit"))
    assert known.due_at > unknown.due_at
    due_now()
    text = text_of(answered.get(page))
    assert "2 questions wait today." in text
    assert "about 1 minute." in text
    assert "2 questions are due" in text_of(answered.get("/en/courses/small/lessons/first/"))
    assert "2 questions are due" in text_of(answered.get("/en/"))


def test_a_question_is_answered_rated_and_planned(answered: Client) -> None:
    due_now(question="pid-one")
    text = text_of(answered.get(card_page))
    for hidden in ("secretword", "WORDKEY", "INITKEY"):
        assert hidden not in text
    response = answered.post(card_page, {"answer": ""})
    assert response.status_code == 422
    assert "written anything" in text_of(response)
    response = answered.post(card_page, {"answer": "secretword"})
    assert (response.status_code, response["Location"]) == (302, card_page)
    text = text_of(answered.get(card_page))
    assert "Right." in text
    assert "How easily did you remember it?" in text
    assert "Points:" not in text
    good = ReviewCard.objects.get(question="pid-one").due_at
    response = answered.post(f"{card_page}rate/", {"rating": "easy"})
    assert (response.status_code, response["Location"]) == (302, page)
    assert ReviewCard.objects.get(question="pid-one").due_at > good
    assert ReviewAnswer.objects.get().rating == "easy"


def test_a_wrong_answer_shows_the_solution_and_cannot_be_called_easy(answered: Client) -> None:
    due_now(question="pid-one")
    answered.post(card_page, {"answer": "init"})
    text = text_of(answered.get(card_page))
    for shown in ("Not right.", "INITKEY", "secretword"):
        assert shown in text
    assert "How easily did you remember it?" not in text
    before = ReviewCard.objects.get(question="pid-one").due_at
    answered.post(f"{card_page}rate/", {"rating": "easy"})
    assert ReviewCard.objects.get(question="pid-one").due_at == before
    assert before - timezone.now() < timedelta(days=3)


def test_sent_twice_counts_once(answered: Client) -> None:
    due_now(question="pid-one")
    for text in ("secretword", "init"):
        answered.post(card_page, {"answer": text})
    assert ReviewAnswer.objects.get().answer == ["secretword"]
    assert ReviewCard.objects.get(question="pid-one").repetitions == 1


def test_the_card_is_its_learners_alone(
    answered: Client, stranger_client: Client, client: Client
) -> None:
    due_now()
    for other in (stranger_client, client):
        assert other.get(card_page).status_code == 404
        assert other.post(card_page, {"answer": "secretword"}).status_code == 404
        assert other.post(f"{card_page}rate/", {"rating": "easy"}).status_code == 404
        assert "Nothing is here yet" in text_of(other.get(page))
    assert not ReviewAnswer.objects.exists()


def test_a_new_revision_leaves_the_schedule_alone(answered: Client, folder: Path) -> None:
    due_now()
    before = list(ReviewCard.objects.order_by("pk").values())
    course_change(folder, "Which process?", "Which process is first?")
    course_publish(folder)
    assert list(ReviewCard.objects.order_by("pk").values()) == before
    assert "Which process is first?" in text_of(answered.get(card_page))
    # A question that is gone waits for nobody, and its memory is kept for when it is back.
    course_change(folder, "#pid-one", "#pid-first")
    course_publish(folder)
    assert "1 question waits today." in text_of(answered.get(page))
    assert answered.get(card_page).status_code == 404
    assert ReviewCard.objects.count() == 2


def test_the_day_has_a_portion(answered: Client, learner: User) -> None:
    due_now()
    for number in range(review_services.daily_most):
        ReviewAnswer.objects.create(
            user=learner,
            course="small",
            lesson="first",
            question="other",
            repetition=number,
            answer=[],
            fraction=1,
            correct=True,
            rating="good",
        )
    text = text_of(answered.get(page))
    assert "That's all for today. 2 more questions are due" in text
    assert "questions are due </span>" not in answered.get(page).content.decode()
    assert "2 questions wait today." in text_of(answered.get(f"{page}?more=1"))


def test_choices_come_back_in_another_order_and_are_kept(answered: Client) -> None:
    right = choices("small", "same-kernel").choices[0]
    answer(answered, "same-kernel", right.id)
    due_now()
    url = "/en/review/small/first/same-kernel/"
    assert "RIGHTKEY" not in text_of(answered.get(url))
    answered.post(url, {"answer": right.id, "order": "made up"})
    assert sorted(ReviewAnswer.objects.get().order) == sorted(
        each.id for each in choices("small", "same-kernel").choices
    )
    assert "RIGHTKEY" in text_of(answered.get(url))


def test_a_guests_memory_goes_to_the_account(course: str, client: Client, learner: User) -> None:
    answer(client, "pid-one", "secretword")
    guest = ReviewCard.objects.get().user
    attempts.guest_merge(guest=guest, into=learner)
    assert ReviewCard.objects.get().user == learner
