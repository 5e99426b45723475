"""The page of a course's answers: for those who teach, of learners, without their names."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lessons.analytics import selectors as analytics_selectors
from lessons.analytics.selectors import LessonResult
from lessons.models import Attempt
from lessons.publishing import selectors
from tests.conftest import client_of, user_make
from virtlearn.people.models import Role, User

page = "/en/teach/small/results/"


def answer(user: User, question: str, text: str, *, number: int = 1, correct: bool = False) -> None:
    Attempt.objects.create(
        user=user,
        course="small",
        lesson="first",
        question=question,
        number=number,
        language="en",
        answer=[text],
        fraction=float(correct),
        points=float(correct),
        correct=correct,
        misconceptions=[] if correct or question == "limit" else ["image-has-kernel"],
    )


def choice(text: str) -> str:
    """The id of a choice of the first question."""
    published = selectors.course_current_or_404("small")
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson
    found: dict[str, str] = {
        each.html: each.id
        for part in lesson.parts
        for each in getattr(getattr(part, "question", None), "choices", ())
    }
    return found[text]


def results() -> LessonResult:
    published = selectors.course_current_or_404("small")
    return analytics_selectors.course_results(published)[0]


def test_it_counts_learners_at_their_first_and_at_their_last_try(course: str) -> None:
    at_once, later, never = (user_make(name) for name in ("ana", "ben", "cleo"))
    answer(at_once, "same-kernel", choice("The host's"), correct=True)
    answer(later, "same-kernel", choice("The image's"))
    answer(later, "same-kernel", choice("The host's"), number=2, correct=True)
    answer(never, "same-kernel", choice("The image's"))
    answer(never, "same-kernel", choice("The image's"), number=2)
    answer(user_make("teacher", Role.INSTRUCTOR), "same-kernel", choice("None"))
    found = results()
    (row,) = found.rows
    assert (found.people, found.questions) == (3, 4)
    assert (row.id, row.people, row.first, row.last) == ("same-kernel", 3, 1, 2)
    assert (row.first_share, row.last_share) == (33, 67)
    assert [(each.text, each.people, each.misconception) for each in row.wrong] == [
        ("The image's", 2, "image-has-kernel")
    ]


def test_what_one_alone_typed_is_not_shown(course: str) -> None:
    for name, text in (("ana", "63"), ("ben", " 63 "), ("cleo", "I am Cleo")):
        answer(user_make(name), "limit", text)
    (row,) = results().rows
    assert [(each.text, each.people) for each in row.wrong] == [("63", 2)]


def test_a_mistake_of_what_was_typed_is_named_even_where_the_words_are_not(course: str) -> None:
    answer(user_make("ana"), "pid-one", "init")
    (row,) = results().rows
    assert [(each.text, each.misconception) for each in row.wrong] == [("", "image-has-kernel")]


def test_a_question_that_is_gone_is_not_counted(course: str, learner: User) -> None:
    answer(learner, "another", "1")
    assert results().rows == []
    assert results().people == 0


def test_the_page_says_so_where_nobody_answered(course: str, instructor_client: Client) -> None:
    text = instructor_client.get(page).content.decode()
    assert "Nobody has answered a question of this course yet." in text
    assert "<table" not in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_shows_figures_and_no_names(
    course: str, instructor_client: Client, language: str
) -> None:
    for name in ("ana", "ben"):
        answer(user_make(f"{name}-lopez"), "same-kernel", choice("The image's"))
    text = instructor_client.get(page.replace("/en/", f"/{language}/")).content.decode()
    assert "lopez" not in text
    assert re.search(r"<q>(The image|El de la imagen)", text)
    assert "<code>image-has-kernel</code>" in text
    assert "/lessons/first/#same-kernel" in text


def test_only_those_who_teach_see_it(
    course: str, client: Client, learner_client: Client, guest_client: Client
) -> None:
    assert client.get(page).status_code == 302
    assert guest_client.get(page).status_code == 302
    assert learner_client.get(page).status_code == 403
    assert client_of(user_make("stranger")).get(page).status_code == 403


def test_a_course_that_is_not_there_has_no_page(course: str, instructor_client: Client) -> None:
    assert instructor_client.get("/en/teach/other/results/").status_code == 404
    assert instructor_client.post(page).status_code == 405


def test_it_is_one_statement_however_many_answered(
    course: str, django_assert_num_queries: object
) -> None:
    published = selectors.course_current_or_404("small")
    analytics_selectors.course_results(published)  # the lessons are read once
    for name in ("ana", "ben", "cleo"):
        answer(user_make(name), "limit", "63")
    with django_assert_num_queries(1):  # type: ignore[operator]
        analytics_selectors.course_results(published)
