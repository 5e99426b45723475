"""A course as a zip, in the browser: checked, looked at, published or dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lessons.classes.pin.services import revision_or_refuse
from lessons.classes.services import class_create
from lessons.document.source import course_read
from lessons.exchange.course_zip import zip_write
from lessons.models import Blob, Course, Publication, Revision
from lessons.publishing import selectors, services
from tests.lessons.courses import course_change, course_publish
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

upload = "/en/teach/small/revisions/upload/"
anywhere = "/en/teach/upload/"


def zipped(folder: Path) -> bytes:
    return zip_write(course_read(folder).files, "small")


def send(client: Client, data: bytes, address: str = upload) -> tuple[int, str]:
    """The status, and the page or where it leads."""
    file = SimpleUploadedFile("course.zip", data, content_type="application/zip")
    response = client.post(address, {"file": file})
    return response.status_code, response.get("Location") or response.content.decode()


def test_a_zip_is_looked_at_before_learners_see_it(
    course: str, folder: Path, instructor_client: Client, instructor: User, client: Client
) -> None:
    shown = selectors.course_current_or_404(course).digest
    course_change(folder, "The end.", "An end by zip.")
    status, where = send(instructor_client, zipped(folder))
    kept = Revision.objects.get(unpublished=True)
    assert (status, where) == (302, f"/en/teach/small/revisions/{kept.digest}/")
    assert selectors.course_current_or_404(course).digest == shown
    assert "An end by zip." not in client.get("/en/courses/small/lessons/first/").content.decode()
    looked = instructor_client.get(where).content.decode()
    assert "What changes for learners" in looked
    assert "Lesson first" in looked
    assert "waits" in instructor_client.get("/en/teach/small/revisions/").content.decode()

    done = instructor_client.post(where, {"message": "By zip"})
    assert done.status_code == 302
    assert selectors.course_current_or_404(course).digest == kept.digest
    kept.refresh_from_db()
    assert (kept.unpublished, kept.published_by) == (False, instructor)
    row = Publication.objects.first()
    assert row is not None
    assert (row.kind, row.message, row.by) == ("published", "By zip", instructor)


def test_a_revision_that_waits_is_nobodys_choice(
    course: str, folder: Path, instructor_client: Client, instructor: User
) -> None:
    course_change(folder, "The end.", "An end by zip.")
    send(instructor_client, zipped(folder))
    kept = Revision.objects.get(unpublished=True)
    with pytest.raises(services.RollbackError):
        services.revision_rollback(course_slug=course)
    with pytest.raises(services.RollbackError):
        services.revision_rollback(course_slug=course, digest=kept.digest)
    row = class_create(course=Course.objects.get(), by=instructor, name="1A", time_zone="UTC")
    with pytest.raises(RefusedError):
        revision_or_refuse(row, kept.digest)
    # Published by the command it waits no more.
    course_publish(folder)
    kept.refresh_from_db()
    assert not kept.unpublished
    assert revision_or_refuse(row, kept.digest) == kept


def test_problems_are_those_of_the_command_with_their_lines(
    course: str, folder: Path, instructor_client: Client
) -> None:
    course_change(folder, "- [x] pid", "- [ ] pid")
    course_change(folder, "- [x] net", "- [ ] net")
    (folder / "lessons/01-first/lesson.en.md").write_bytes(b"---\ntitle: \xff\n---\n")
    with pytest.raises(services.PublishError) as found:
        course_publish(folder)
    blobs = Blob.objects.count()
    status, text = send(instructor_client, zipped(folder))
    assert status == 422
    assert 'data-code="course-zip-problems"' in text
    for problem in found.value.problems:
        assert f"<code>{problem.path}:{problem.line}</code>" in text
    assert "lessons/01-first/lesson.en.md:" in text
    assert (Revision.objects.count(), Blob.objects.count()) == (1, blobs)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no zip", "no-zip"),
        (zip_write({"../../x": b"x"}, "small"), "unsafe"),
        (zip_write({"x": b"x"}, "small"), "no-course"),
    ],
)
def test_what_is_no_course_changes_nothing(
    course: str, instructor_client: Client, data: bytes, code: str
) -> None:
    status, text = send(instructor_client, data)
    assert status == 422
    assert f'data-code="course-zip-{code}"' in text
    assert Revision.objects.count() == 1
    empty = instructor_client.post(upload)
    assert 'data-code="course-zip-no-file"' in empty.content.decode()


def test_another_course_is_brought_in_as_its_own(
    course: str, folder: Path, instructor_client: Client, client: Client
) -> None:
    course_change(folder, 'slug = "small"', 'slug = "new"')
    status, text = send(instructor_client, zipped(folder))
    assert status == 422
    assert 'data-code="course-zip-other-course"' in text
    assert not Course.objects.filter(slug="new").exists()

    status, where = send(instructor_client, zipped(folder), anywhere)
    assert (status, where.startswith("/en/teach/new/revisions/")) == (302, True)
    assert "This course is new" in instructor_client.get(where).content.decode()
    for address in ("/en/courses/new/", "/en/courses/new/lessons/first/"):
        assert client.get(address).status_code == 404
        assert instructor_client.get(address).status_code == 404
    assert "/courses/new/" not in client.get("/en/").content.decode()
    assert instructor_client.post(where, {"message": "New"}).status_code == 302
    assert client.get("/en/courses/new/").status_code == 200


def test_a_revision_that_waits_is_dropped_and_a_shown_one_is_not(
    course: str, folder: Path, instructor_client: Client
) -> None:
    shown = selectors.course_current_or_404(course).digest
    discard = "/en/teach/small/revisions/{}/discard/".format
    course_change(folder, "The end.", "An end by zip.")
    _status, where = send(instructor_client, zipped(folder))
    for digest in (shown, Revision.objects.get(unpublished=True).digest):
        assert instructor_client.post(discard(digest)).status_code == 302
    assert [each.digest for each in Revision.objects.all()] == [shown]
    assert instructor_client.get(where).status_code == 404
    # The only one of a new course takes the course along.
    course_change(folder, 'slug = "small"', 'slug = "new"')
    _status, where = send(instructor_client, zipped(folder), anywhere)
    assert instructor_client.post(f"{where}discard/").status_code == 302
    assert not Course.objects.filter(slug="new").exists()


def test_what_is_shown_already_stays_as_it_is(
    course: str, folder: Path, instructor_client: Client
) -> None:
    status, where = send(instructor_client, zipped(folder))
    assert status == 302
    assert "This is what learners see." in instructor_client.get(where).content.decode()
    assert Revision.objects.count() == Publication.objects.count() == 1
