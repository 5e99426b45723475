"""Revisions in the browser: listed, compared, restored, downloaded."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from lessons.document.source import course_read
from lessons.models import Attempt, Course, Publication, Revision, RevisionFile
from lessons.publishing import selectors
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import User

revisions = "/en/teach/small/revisions/"


@pytest.fixture
def two(db: None, folder: Path, instructor: User) -> tuple[Revision, Revision]:
    """The second one has another text and lacks a question of the second lesson."""
    first, _ = course_publish(folder, message="As it begins")
    course_change(folder, "The end.", "The very end.")
    second, _ = course_publish(folder, instructor, message="A better end")
    return first, second


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_who_showed_what_and_why(
    two: tuple[Revision, Revision], instructor_client: Client, instructor: User
) -> None:
    text = page(instructor_client, revisions)
    newest, oldest = text.index("Revision 2"), text.index("Revision 1")
    assert newest < oldest
    for said in ("As it begins", "A better end", instructor.username, two[0].digest[:12]):
        assert said in text
    assert revisions in page(instructor_client, "/en/teach/")
    assert instructor_client.get("/en/teach/other/revisions/").status_code == 404


def test_a_revision_says_what_would_change_and_is_restored(
    two: tuple[Revision, Revision],
    instructor_client: Client,
    instructor: User,
    learner: User,
) -> None:
    first, _second = two
    address = f"{revisions}{first.digest}/"
    text = page(instructor_client, address)
    assert "What changes for learners" in text
    assert "Lesson first" in text
    assert "2 texts" in text
    done = instructor_client.post(address, {"message": "The new end was wrong"})
    assert (done.status_code, done["Location"]) == (302, revisions)
    assert Course.objects.get().current == first
    row = Publication.objects.first()
    assert row is not None
    assert (row.kind, row.message, row.by) == ("restored", "The new end was wrong", instructor)
    assert "The new end was wrong" in page(instructor_client, revisions)
    # It is shown now: there is nothing to restore, and a second click does nothing.
    assert "What changes for learners" not in page(instructor_client, address)
    assert instructor_client.post(address).status_code == 422
    assert Publication.objects.count() == 3


def test_ids_that_vanish_are_told_with_whose_answers_would_be_hidden(
    db: None, folder: Path, instructor_client: Client, learner: User
) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "#limit", "#other")
    second, _ = course_publish(folder)
    for lesson in ("first", "second"):
        Attempt.objects.create(
            user=learner,
            course="small",
            lesson=lesson,
            question="other",
            number=1,
            answer=["1"],
            fraction=1,
            points=1,
            correct=True,
            revision=second,
        )
    address = f"{revisions}{first.digest}/"
    response = instructor_client.get(address)
    text = response.content.decode()
    assert "question `other`: 1 answer would be hidden" in text
    assert "1 person has answered" in text
    refused = instructor_client.post(address, {"message": "Kept"})
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.content.decode()
    assert Course.objects.get().current == second
    sent = {"seen": response.context["seen"]}
    assert instructor_client.post(address, sent).status_code == 302
    assert Course.objects.get().current == first


def test_two_revisions_are_compared_line_by_line(
    two: tuple[Revision, Revision], instructor_client: Client
) -> None:
    address = f"{revisions}compare/?before={two[0].digest}&after={two[1].digest}"
    text = page(instructor_client, address)
    assert "lessons/01-first/lesson.en.md" in text
    assert "glossary.toml" not in text
    lines = page(instructor_client, f"{address}&file=lessons/01-first/lesson.en.md")
    assert "gone: </span>The end.</del>" in lines
    assert "new: </span>The very end.</ins>" in lines
    for path in ("glossary.toml", "../../etc/passwd", "none"):
        assert instructor_client.get(f"{address}&file={path}").status_code == 404
    assert "Files" not in page(instructor_client, f"{revisions}compare/?before=x&after=y")
    RevisionFile.objects.filter(revision=two[0]).delete()  # as an older version left it
    assert "were not kept" in page(instructor_client, address)
    assert "were not kept" in page(instructor_client, f"{revisions}{two[0].digest}/")
    assert instructor_client.get(f"{revisions}{two[0].digest}/zip/").status_code == 404


def test_what_a_course_says_is_escaped_in_the_lines(
    two: tuple[Revision, Revision], folder: Path, instructor_client: Client
) -> None:
    course_change(folder, "The very end.", "A &lt; b `<script>` end.")
    third, _ = course_publish(folder)
    address = f"{revisions}compare/?before={two[1].digest}&after={third.digest}"
    lines = page(instructor_client, f"{address}&file=lessons/01-first/lesson.en.md")
    assert "A &amp;lt; b `&lt;script&gt;` end." in lines


def test_a_revision_is_downloaded_whole(
    two: tuple[Revision, Revision], folder: Path, instructor_client: Client
) -> None:
    response = instructor_client.get(f"{revisions}{two[1].digest}/zip/")
    assert response["Content-Type"] == "application/zip"
    assert "small-" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        found = {name.removeprefix("small/"): archive.read(name) for name in archive.namelist()}
    assert found == dict(course_read(folder).files)
    assert selectors.course_current_or_404("small").digest == two[1].digest
