"""The lesson page, by whoever may read it: everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lessons.models import LessonRead
from tests.lessons.courses import course_change, course_publish
from tests.lessons.pages import text_at
from virtlearn.people.models import User

page = "/en/courses/small/lessons/first/"
read = f"{page}read/"


def test_a_visitor_reads_all_of_it(course: str, client: Client) -> None:
    text = text_at(client, page)
    for words in (
        '<html lang="en"',
        "Lesson first",
        "Understand",
        "about 10 minutes",
        'href="#first"',
        'href="/en/courses/small/glossary/#namespace"',
        'href="/en/courses/small/lessons/second/#first"',
        'id="source-felter2014"',
        "report, section 4",
        "The figures.",
        'id="same-kernel"',
        "3 tries left, worth up to 2",
        "I have read this",
        "Sign in",
    ):
        assert words in text, words
    assert "slot-" not in text
    assert "course:" not in text
    assert 'value=""' in text  # the empty field of a question that is typed
    assert "csrfmiddlewaretoken" in text


def test_in_spanish(course: str, client: Client) -> None:
    text = text_at(client, "/es/courses/small/lessons/second/")
    assert '<html lang="es"' in text
    assert "Lección second" in text
    assert "informe, apartado 4" in text
    assert "report, section 4" not in text
    assert 'href="/es/courses/small/lessons/first/"' in text
    assert 'href="/en/courses/small/lessons/second/"' in text


@pytest.mark.parametrize(
    "path",
    [
        "/en/courses/small/lessons/third/",
        "/en/courses/other/lessons/first/",
        "/en/courses/small/lessons/first/questions/none/answer/",
    ],
)
def test_what_is_not_there(course: str, client: Client, path: str) -> None:
    send = client.post if path.endswith("answer/") else client.get
    assert send(path).status_code == 404


def test_few_statements(
    course: str,
    client: Client,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in (client, learner_client):
        each.get(page)
    with django_assert_num_queries(0):
        client.get(page)
    with django_assert_num_queries(3):  # session, user, what was done in this lesson
        learner_client.get(page)


def test_a_new_revision_is_shown_at_once(course: str, folder: Path, client: Client) -> None:
    assert "The end." in text_at(client, page)
    course_change(folder, "The end.", "The very end.")
    course_publish(folder)
    assert "The very end." in text_at(client, page)


def test_read_is_kept_for_the_reader_alone(
    course: str, learner_client: Client, stranger_client: Client, learner: User
) -> None:
    response = learner_client.post(read)
    assert response.status_code == 302
    assert response["Location"] == f"{page}#progress"
    assert LessonRead.objects.get().user == learner
    assert "You have read this lesson." in text_at(learner_client, page)
    assert "You have read this lesson." not in text_at(stranger_client, page)


def test_read_by_htmx_gives_the_progress(course: str, client: Client) -> None:
    response = client.post(read, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.content.decode().startswith('<section class="progress')
    assert LessonRead.objects.get().user.is_guest
    assert "You have read this lesson." in text_at(client, page)


def test_get_changes_nothing(course: str, learner_client: Client) -> None:
    assert learner_client.get(read).status_code == 405
    assert learner_client.post(page).status_code == 405


def test_no_write_without_a_token(course: str, learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (read, f"{page}questions/limit/answer/", f"{page}questions/same-kernel/hint/"):
        assert client.post(path, {"answer": "1", "number": "1"}).status_code == 403


def test_the_pages_own_token_is_good(course: str) -> None:
    client = Client(enforce_csrf_checks=True)
    text = text_at(client, page)
    token = text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(read, {"csrfmiddlewaretoken": token}).status_code == 302
    # A visitor is a guest by now; what the page held must still be good.
    path = f"{page}questions/limit/answer/"
    data = {"csrfmiddlewaretoken": token, "answer": "1", "number": "1"}
    assert client.post(path, data).status_code == 302


def test_the_account_is_the_readers_own(
    course: str, learner_client: Client, stranger_client: Client, instructor_client: Client
) -> None:
    assert "learner</bdi></a>" in text_at(learner_client, page)
    assert "learner</bdi></a>" not in text_at(stranger_client, page)
    assert "Teach" not in text_at(stranger_client, page)
    assert "Teach" in text_at(instructor_client, page)


def test_messages_are_shown_once(course: str, instructor_client: Client, folder: Path) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    course_publish(folder)
    instructor_client.post(f"/en/teach/small/revisions/{first.digest}/")
    assert "now shows revision" in text_at(instructor_client, page)
    assert "now shows revision" not in text_at(instructor_client, page)
