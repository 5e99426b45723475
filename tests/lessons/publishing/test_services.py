"""Revisions: published, rolled back, and made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from lessons.document.source import CourseSource, course_read
from lessons.models import Blob, Course, Page, Publication, Revision, RevisionFile
from lessons.publishing import selectors, services
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import User


@pytest.mark.django_db
def test_publishing_the_same_again_changes_nothing(folder: Path, instructor: User) -> None:
    revision, new = course_publish(folder, instructor)
    assert new
    assert revision.published_by == instructor
    before = (Revision.objects.count(), Page.objects.count(), Course.objects.get().current_since)
    again, new = course_publish(folder)
    assert (again, new) == (revision, False)
    now = (Revision.objects.count(), Page.objects.count(), Course.objects.get().current_since)
    assert now == before
    assert Page.objects.count() == 4


@pytest.mark.django_db
def test_a_bad_course_changes_nothing(folder: Path) -> None:
    course_publish(folder)
    digest = selectors.course_current_or_404("small").digest
    course_change(folder, "- [x] pid", "- [ ] pid")
    course_change(folder, "- [x] net", "- [ ] net")
    with pytest.raises(services.PublishError) as refused:
        course_publish(folder)
    assert any("no choice is right" in problem.message for problem in refused.value.problems)
    assert Revision.objects.count() == 1
    assert selectors.course_current_or_404("small").digest == digest


@pytest.mark.django_db
def test_a_folder_that_is_no_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(services.PublishError):
        course_publish(tmp_path)
    assert Course.objects.count() == 0


@pytest.mark.django_db
def test_rolling_back_and_forth(folder: Path, instructor: User) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, new = course_publish(folder)
    assert new
    back = services.revision_rollback(course_slug="small", by=instructor)
    assert back == first
    assert selectors.course_current_or_404("small").digest == first.digest
    assert Course.objects.get().current_by == instructor
    with pytest.raises(services.RollbackError):
        services.revision_rollback(course_slug="small")
    services.revision_rollback(course_slug="small", digest=second.digest[:10])
    assert selectors.course_current_or_404("small").digest == second.digest
    for slug, digest in [("small", "ffff"), ("small", second.digest), ("other", "")]:
        with pytest.raises(services.RollbackError):
            services.revision_rollback(course_slug=slug, digest=digest)


@pytest.mark.django_db
def test_a_digest_that_two_revisions_begin_with_rolls_nothing_back(folder: Path) -> None:
    made: list[Revision] = []
    for text in ("The end.", "The second end.", "The third end."):
        if text != "The end.":
            course_change(folder, "The end." if not made[1:] else "The second end.", text)
        made.append(course_publish(folder)[0])
    for revision, digest in zip(made, ("abc1", "abc2", "ffff"), strict=True):
        Revision.objects.filter(pk=revision.pk).update(digest=digest.ljust(64, "0"))
    with pytest.raises(services.RollbackError, match="Several revisions begin with abc"):
        services.revision_rollback(course_slug="small", digest="abc")
    assert Course.objects.get().current == made[2]
    assert services.revision_rollback(course_slug="small", digest="ABC2") == made[1]
    # The one that is shown is no choice: what begins so is one alone now.
    assert services.revision_rollback(course_slug="small", digest="abc") == made[0]


@pytest.mark.django_db
def test_publishing_what_was_rolled_back_shows_it_again(folder: Path) -> None:
    course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, _ = course_publish(folder)
    services.revision_rollback(course_slug="small")
    assert course_publish(folder) == (second, True)
    assert Revision.objects.count() == 2


def schema_age(revision: Revision, what: str) -> None:
    """What the revision looks like where another version of the program made it."""
    if what == "head":
        Revision.objects.filter(pk=revision.pk).update(head=b'{"slug": "small"}')
    elif what == "broken":
        Revision.objects.filter(pk=revision.pk).update(head=b"{")
    else:
        page = revision.pages.filter(kind=what)[:1].get()
        page.body = bytes(page.body).replace(b'"type":"html"', b'"type":"markup"')
        page.save()
    selectors._revision_course.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["head", "broken", Page.Kind.LESSON])
def test_what_an_older_version_made_is_not_shown_but_made_again(folder: Path, what: str) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, _ = course_publish(folder)
    schema_age(first, what)
    with pytest.raises(services.RollbackError, match="Publish its folder again"):
        services.revision_rollback(course_slug="small")
    assert selectors.course_current_or_404("small").digest == second.digest

    course_change(folder, "The very end.", "The end.")
    assert course_publish(folder) == (first, True)
    published = selectors.course_current_or_404("small")
    assert published.digest == first.digest
    assert selectors.lesson_get(published, "first", "en")
    services.revision_rollback(course_slug="small", digest=second.digest)


@pytest.mark.django_db
def test_the_shown_revision_is_made_again_too(folder: Path) -> None:
    first, _ = course_publish(folder)
    assert course_publish(folder) == (first, False)
    schema_age(first, Page.Kind.LESSON)
    assert course_publish(folder) == (first, True)
    assert course_publish(folder) == (first, False)


@pytest.mark.django_db
def test_images_are_kept_once(folder: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
    for slug in ("01-first", "02-second"):
        (folder / "lessons" / slug / "pic.png").write_bytes(png)
    for path in folder.rglob("lesson.*.md"):
        path.write_text(path.read_text().replace("The end.", '![A picture](pic.png "Words.")'))
    course_publish(folder)
    published = selectors.course_current_or_404("small")
    assert len(selectors.asset_digests("small", published.digest)) == 2
    blob = Blob.objects.get(digest=hashlib.sha256(png).hexdigest())
    assert selectors.asset_content("small", blob.digest, "pic.png") == png
    assert selectors.asset_content("small", blob.digest, "other.png") is None
    assert selectors.asset_content("other", blob.digest, "pic.png") is None


@pytest.mark.django_db
def test_a_revision_keeps_the_files_that_it_was_made_of(folder: Path) -> None:
    first, _ = course_publish(folder)
    files = dict(course_read(folder).files)
    assert selectors.revision_files(first) == files
    assert CourseSource(files).digest == first.digest
    blobs = Blob.objects.count()
    (folder / "lessons/01-first/lesson.en.md").write_text("---\ntitle: Other\n---\n\nWords.\n")
    (folder / "lessons/01-first/lesson.es.md").write_text("---\ntitle: Otra\n---\n\nPalabras.\n")
    second, _ = course_publish(folder, draft=True)
    assert Blob.objects.count() == blobs + 2  # what is the same is kept once
    assert selectors.revision_files(second) == dict(course_read(folder).files)
    assert selectors.revision_files(first) == files


@pytest.mark.django_db
def test_a_revision_without_files_gets_them_when_it_is_published_again(folder: Path) -> None:
    first, _ = course_publish(folder)
    RevisionFile.objects.all().delete()  # as an older version left it
    assert selectors.revision_files(first) == {}
    assert course_publish(folder) == (first, False)
    assert selectors.revision_files(first) == dict(course_read(folder).files)
    schema_age(first, Page.Kind.LESSON)
    assert course_publish(folder) == (first, True)
    assert selectors.revision_files(first) == dict(course_read(folder).files)


@pytest.mark.django_db
def test_who_showed_which_revision_and_why_is_kept(folder: Path, instructor: User) -> None:
    course_publish(folder, message="The first\none")
    course_change(folder, "The end.", "The very end.")
    course_publish(folder, instructor)
    course_publish(folder, instructor, message="changes nothing, and so is no publication")
    services.revision_rollback(course_slug="small", message="x" * 600, by=instructor)
    rows = Publication.objects.order_by("pk")
    assert [(row.kind, row.by, row.message) for row in rows] == [
        ("published", None, "The first one"),
        ("published", instructor, ""),
        ("restored", instructor, "x" * 500),
    ]
    assert rows[0].revision == rows[2].revision == Course.objects.get().current
