"""The test before a course: one question a screen, what it marks, and how that goes again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lessons.exams import pretest
from lessons.exams.services import Asked, asked_of, known_by_test, skippable
from lessons.models import Attempt, CourseTest, PretestDraft, ReviewCard, SkipUndone
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.reading import attempts
from tests.lessons.courses import course_change, course_publish, keys
from tests.lessons.pages import text_of
from virtlearn.people.models import User

before = "/en/courses/small/before/"
contents = "/en/courses/small/"


def answer_to(asked: Asked, *, right: bool) -> str | list[str]:
    question = asked.question
    if isinstance(question, ChoiceQuestion):
        picked = [choice.id for choice in question.choices if choice.right is right]
        return picked if right or question.multiple else picked[:1]
    if isinstance(question, NumericQuestion):
        return "64321" if right else "5"
    return "secretword" if right else "x"


def begin(client: Client) -> list[Asked]:
    """The questions of the test that the press on Begin draws."""
    response = client.post(before)
    assert (response.status_code, response["Location"]) == (302, f"{before}1/")
    return list(pretest.draft_questions(PretestDraft.objects.latest("pk")))


def take(client: Client, *, right: set[str]) -> None:
    """Takes the whole test, with all questions of the lessons `right` right."""
    asked = begin(client)
    for number, each in enumerate(asked, 1):
        data = {f"{each.prefix}answer": answer_to(each, right=each.pick.lesson in right)}
        response = client.post(f"{before}{number}/", data)
        last = number == len(asked)
        assert response["Location"] == (before if last else f"{before}{number + 1}/")


@pytest.mark.parametrize("who", ["client", "learner_client"])
def test_one_question_a_screen_then_what_to_skip(
    course: str, who: str, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(who)
    text = text_of(client.get(before))
    assert "8 questions about what the course teaches" in text  # all that the course has
    assert not PretestDraft.objects.exists()  # looking begins nothing
    asked = begin(client)
    page = text_of(client.get(f"{before}1/"))
    assert "Question 1 of 8" in page
    assert f'id="{asked[0].name}"' in page
    assert f'id="{asked[1].name}"' not in page
    assert [key for key in keys if key in page] == []
    take(client, right={"first"})
    text = text_of(client.get(before))
    assert "You may skip 1 lesson." in text
    assert "100 percent – you may skip this lesson" in text
    assert [key for key in keys if key in text] == []
    on_map = text_of(client.get(contents))
    assert 'class="map-lesson mastery-known" id="map-first"' in on_map
    assert 'class="map-lesson mastery-new" id="map-second"' in on_map
    assert 'href="/en/courses/small/lessons/second/"' in on_map.partition("What to do now")[2][:400]
    # It is no lesson: nothing is answered by it there, and nothing comes back.
    assert not Attempt.objects.exists()
    assert not ReviewCard.objects.exists()
    assert not PretestDraft.objects.exists()


def test_leaving_out_says_nothing_and_going_back_finds_what_was_answered(
    course: str, learner_client: Client
) -> None:
    asked = begin(learner_client)
    first, second = (f"{before}{number}/" for number in (1, 2))
    assert learner_client.post(first, {})["Location"] == second  # an empty answer is one
    at = next(n for n, each in enumerate(asked, 1) if isinstance(each.question, NumericQuestion))
    here = f"{before}{at}/"
    field = f"{asked[at - 1].prefix}answer"
    response = learner_client.post(here, {field: "77", "back": "1"})
    assert response["Location"] == f"{before}{max(1, at - 1)}/"
    assert 'value="77"' in text_of(learner_client.get(here))
    # What can't be read is asked for again, and can be left out.
    response = learner_client.post(here, {field: "many"})
    assert response.status_code == 422
    assert 'value="many"' in text_of(response)
    assert learner_client.post(here, {field: "many", "leave": "1"}).status_code == 302
    assert 'value="many"' not in text_of(learner_client.get(here))
    # Coming back later goes on where one was.
    assert "Go on with question" in text_of(learner_client.get(before))


def test_what_was_left_out_is_not_known(course: str, learner: User, learner_client: Client) -> None:
    asked = begin(learner_client)
    for number in range(1, len(asked) + 1):
        learner_client.post(f"{before}{number}/", {"leave": "1"})
    taken = CourseTest.objects.get(user=learner)
    assert taken.share == 0
    assert len(taken.items) == len(asked)
    text = text_of(learner_client.get(before))
    assert "Every lesson has something new for you." in text
    assert text.count("</span> unanswered") == len(asked)
    assert "not right" not in text


def test_a_mark_is_undone_and_made_again(
    course: str, learner: User, learner_client: Client, stranger_client: Client
) -> None:
    take(learner_client, right={"first", "second"})
    published = selectors.course_current_or_404(course)

    def press(client: Client, lesson: str, skip: str) -> int:
        return client.post(f"{before}skip/", {"lesson": lesson, "skip": skip}).status_code

    assert skippable(learner, published) == {"first", "second"}
    for _ in range(2):  # once is as good as twice
        assert press(learner_client, "first", "no") == 302
    assert skippable(learner, published) == {"second"}
    assert 'mastery-new" id="map-first"' in text_of(learner_client.get(contents))
    assert "Skip it after all" in text_of(learner_client.get(before))
    assert press(learner_client, "first", "yes") == 302
    assert skippable(learner, published) == {"first", "second"}
    assert press(stranger_client, "first", "no") == 404
    assert press(learner_client, "nothing", "no") == 404
    assert learner_client.get(f"{before}skip/").status_code == 405


def test_taken_again_the_new_test_counts_alone(
    course: str, learner: User, learner_client: Client
) -> None:
    take(learner_client, right={"first"})
    learner_client.post(f"{before}skip/", {"lesson": "first", "skip": "no"})
    assert "Begin" in text_of(learner_client.get(f"{before}?again=1"))
    take(learner_client, right={"first", "second"})
    published = selectors.course_current_or_404(course)
    assert skippable(learner, published) == {"first", "second"}
    assert not SkipUndone.objects.exists()
    assert list(CourseTest.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_it_is_forgotten_without_a_trace(
    course: str, learner: User, stranger: User, learner_client: Client, stranger_client: Client
) -> None:
    for client in (learner_client, stranger_client):
        take(client, right={"first", "second"})
    learner_client.post(f"{before}skip/", {"lesson": "first", "skip": "no"})
    begin(learner_client)
    text = text_of(learner_client.post(f"{before}forget/", follow=True))
    assert "The test is forgotten" in text
    assert "mastery-known" not in text.partition("map-lessons")[2]
    for model in (CourseTest, PretestDraft, SkipUndone):
        assert not model.objects.filter(user=learner).exists()
    assert CourseTest.objects.filter(user=stranger).count() == 1


def test_nobody_reaches_anothers_test(
    course: str, client: Client, learner_client: Client, stranger_client: Client
) -> None:
    asked = begin(learner_client)
    for other in (client, stranger_client):
        assert other.get(f"{before}1/")["Location"] == before
        assert other.post(f"{before}1/", {f"{asked[0].prefix}answer": "x"})["Location"] == before
    assert PretestDraft.objects.get().answers == {}
    assert client.post(f"{before}forget/").status_code == 404
    assert learner_client.get(f"{before}99/").status_code == 404


def test_a_new_revision_changes_nothing_of_a_test_that_was_begun(
    course: str, folder: Path, learner_client: Client
) -> None:
    asked = begin(learner_client)
    course_change(folder, "#same-kernel points=2", "#same-kernel standalone=false points=2")
    course_publish(folder)
    selectors.current_forget()
    published = selectors.course_current_or_404(course)
    draft = PretestDraft.objects.get()
    assert [each.pick for each in pretest.draft_questions(draft)] == [each.pick for each in asked]
    assert len(asked_of(published, "before", draft.seed)) < len(asked)


def test_answers_are_graded_in_the_language_in_which_they_were_given(
    course: str, learner: User, learner_client: Client
) -> None:
    asked = begin(learner_client)
    for number, each in enumerate(asked, 1):
        path = f"{before}{number}/".replace("/en/", "/es/" if number % 2 else "/en/")
        learner_client.post(path, {f"{each.prefix}answer": answer_to(each, right=True)})
    taken = CourseTest.objects.get()
    assert taken.share == 1
    assert {item["language"] for item in taken.items} == {"en", "es"}


def test_a_guests_test_goes_to_the_account(course: str, client: Client, learner: User) -> None:
    take(client, right={"first"})
    client.post(f"{before}skip/", {"lesson": "first", "skip": "no"})
    begin(client)
    guest = CourseTest.objects.get().user
    attempts.guest_merge(guest=guest, into=learner)
    models: list[Any] = [CourseTest, PretestDraft, SkipUndone]
    assert [model.objects.get().user for model in models] == [learner] * 3
    assert known_by_test(learner, selectors.course_current_or_404(course)) == {"first"}


def test_finishing_twice_is_one_test(course: str, learner: User, learner_client: Client) -> None:
    asked = begin(learner_client)
    last = f"{before}{len(asked)}/"
    assert learner_client.post(last, {})["Location"] == before
    assert learner_client.post(last, {})["Location"] == before
    assert CourseTest.objects.count() == 1
