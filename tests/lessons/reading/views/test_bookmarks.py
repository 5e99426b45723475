"""Where one left off, and what to do next, on the pages of home and course."""

from __future__ import annotations

import html
import re
from pathlib import Path

from django.test import Client
from django.utils import timezone

from lessons.models import ReadingPlace
from tests.lessons.courses import course_publish
from tests.lessons.document.courses import folder_written, good_files
from virtlearn.people.models import User

course_page = "/en/courses/small/"
lesson = f"{course_page}lessons/second/"


def text_of(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def test_a_visitor_begins(course: str, client: Client) -> None:
    text = text_of(client, course_page)
    assert f'href="{course_page}lessons/first/"' in text
    assert "Begin with" in text
    assert 'data-left-off="small"' in text  # the browser may know
    assert "What to do now" not in text_of(client, "/en/")


def test_reading_makes_nobody_a_guest(course: str, client: Client) -> None:
    assert client.post(f"{lesson}place/", {"section": "first"}).status_code == 204
    assert not User.objects.exists()
    assert 'data-place-kept="browser"' in text_of(client, lesson)


def test_the_place_is_kept(course: str, guest_client: Client, learner_client: Client) -> None:
    for client in (guest_client, learner_client):
        assert client.post(f"{lesson}place/", {"section": "first"}).status_code == 204
        for path in (course_page, "/en/"):
            text = text_of(client, path)
            assert f'href="{lesson}#first"' in text
            assert "Go on with" in text
            assert "at “The first section”" in " ".join(text.split())
        assert 'data-place-kept="site"' in text_of(client, lesson)


def test_the_beginning_does_not_lose_a_place(course: str, learner_client: Client) -> None:
    for section in ("first", "", "nowhere"):
        learner_client.post(f"{lesson}place/", {"section": section})
    assert ReadingPlace.objects.get().section == "first"


def test_without_scripts_by_what_was_done(course: str, learner_client: Client) -> None:
    learner_client.post(f"{lesson}questions/limit/answer/", {"answer": "1", "number": "1"})
    assert f'href="{lesson}#limit"' in text_of(learner_client, course_page)
    learner_client.post(f"{lesson}read/")
    text = text_of(learner_client, course_page)
    assert "3 questions left in" in text
    assert f'href="{lesson}#same-kernel"' in text
    assert "Next lesson:" in text


def test_it_stands_first_on_every_page_that_one_comes_back_to(
    course: str, learner_client: Client, stranger_client: Client, client: Client
) -> None:
    learner_client.post(f"{lesson}place/", {"section": "first"})
    for path in (
        "/en/",
        course_page,
        f"{course_page}done/",
        f"{course_page}notes/",
        "/en/figures/",
    ):
        main = text_of(learner_client, path).partition("<main")[2]
        resume = main.index("Where you left off")
        assert f'href="{lesson}#first"' in main[resume : resume + 1500]
        assert resume < main.index("<h2" if path == course_page else "<h1")
        for other in (client, stranger_client):
            assert "Where you left off" not in text_of(other, path)


def test_the_course_that_one_was_in_last_comes_first(
    course: str, tmp_path: Path, learner_client: Client
) -> None:
    course_publish(folder_written(good_files(), tmp_path / "other"))
    small, other = course_page, "/en/courses/my-course/"
    places = {small: f"{small}lessons/second/", other: f"{other}lessons/first-steps/"}
    for last in (small, other, small):
        learner_client.post(f"{places[last]}place/", {"section": ""})
        ReadingPlace.objects.filter(course=last.split("/")[-2]).update(at=timezone.now())
        page = text_of(learner_client, "/en/").partition('id="resume-head"')[2]
        found = re.findall(r'href="(/en/courses/[a-z-]+/)', page.partition("</section>")[0])
        assert found[0] == last
        assert set(found) <= {small, other}
    assert set(found) == {small, other}


def test_only_ones_own(course: str, learner_client: Client, stranger_client: Client) -> None:
    learner_client.post(f"{lesson}place/", {"section": "first"})
    assert "you left off here" in text_of(learner_client, course_page)
    assert "you left off here" not in text_of(stranger_client, course_page)
