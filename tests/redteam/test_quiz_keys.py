"""W8: no answer in any response before it is earned."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from lessons.models import Attempt
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from tests.lessons.courses import course_publish, course_write, keys

htmx = {"HX-Request": "true"}


@pytest.fixture
def course(db: None, tmp_path: Path) -> str:
    selectors.current_forget()
    course_publish(course_write(tmp_path / "small"))
    return "small"


def lesson_path(language: str, lesson: str) -> str:
    return f"/{language}/courses/small/lessons/{lesson}/"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("lesson", ["first", "second"])
def test_no_page_holds_a_key(
    course: str, client: Client, learner_client: Client, language: str, lesson: str
) -> None:
    for each in (client, learner_client):
        for path in (
            lesson_path(language, lesson),
            f"/{language}/courses/small/",
            f"/{language}/courses/small/glossary/",
            f"/{language}/courses/small/claims/",
            f"/{language}/",
        ):
            text = each.get(path).content.decode()
            found = [key for key in keys if key in text]
            assert found == [], (path, found)


def test_faults_hints_and_foreign_numbers_give_nothing_away(course: str, client: Client) -> None:
    path = lesson_path("en", "first")
    for question in ("same-kernel", "several", "limit", "pid-one"):
        for data in (
            {"answer": "", "number": "1"},
            {"answer": "c000000000000", "number": "0"},
            {"answer": "c000000000000", "number": "99"},
            {"number": "1"},
        ):
            for headers in (htmx, {}):
                response = client.post(
                    f"{path}questions/{question}/answer/", data, headers=headers, follow=True
                )
                text = response.content.decode()
                assert [key for key in keys if key in text] == []
        for number in ("0", "2", "99"):
            response = client.post(
                f"{path}questions/{question}/hint/", {"number": number}, headers=htmx
            )
            text = response.content.decode()
            assert [key for key in keys if key in text] == []
    assert Attempt.objects.count() <= 1  # "c0…" is a word, and so an answer to the typed question


def test_a_wrong_answer_shows_the_words_for_that_choice_alone(course: str, client: Client) -> None:
    published = selectors.course_current_or_404(course)
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson is not None
    for part in lesson.parts:
        question = getattr(part, "question", None)
        if not isinstance(question, ChoiceQuestion):
            continue
        for choice in question.choices:
            client.logout()
            response = client.post(
                f"{lesson_path('en', 'first')}questions/{question.id}/answer/",
                {"answer": choice.id, "number": 1},
                headers=htmx,
            )
            text = response.content.decode()
            shown = {key for key in keys if key in text}
            if choice.right and not question.multiple:
                continue  # it is earned
            own = {key for key in keys if key in choice.feedback}
            assert shown == own


def test_open_questions_differ_in_nothing_that_tells(course: str, client: Client) -> None:
    """Right and wrong choices have the same markup but for their id and words."""
    text = client.get(lesson_path("en", "first")).content.decode()
    published = selectors.course_current_or_404(course)
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson is not None
    for part in lesson.parts:
        question = getattr(part, "question", None)
        if not isinstance(question, ChoiceQuestion):
            continue
        shapes = set()
        for choice in question.choices:
            start = text.rindex("<label", 0, text.index(f'value="{choice.id}"'))
            markup = text[start : text.index("</label>", start)]
            assert choice.html in markup
            shapes.add(markup.replace(choice.id, "").replace(choice.html, ""))
        assert len(shapes) == 1
