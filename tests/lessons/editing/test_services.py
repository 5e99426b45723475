"""Drafts: saved, merged, brought up to date, published, discarded; no word is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.editing import selectors, services
from lessons.editing.refusal import EditingCode
from lessons.editing.selectors import digest_of, edited_check, edited_of
from lessons.models import Course, Draft, DraftVersion, Publication
from lessons.publishing.selectors import course_current
from tests.conftest import user_make
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import Role, User

path = "lessons/01-first/lesson.en.md"

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(course: str) -> Course:
    return Course.objects.get(slug=course)


@pytest.fixture
def ben(db: None) -> User:
    return user_make("ben", Role.INSTRUCTOR)


def text_of(row: Course, where: str = path) -> str:
    return edited_of(row).files[where].decode()


def save(row: Course, text: str, base: str, by: User) -> services.Saved:
    was = digest_of(base.encode())
    return services.draft_file_save(course=row, path=path, text=text, base=was, by=by)


def test_looking_begins_no_draft(row: Course) -> None:
    edited = edited_of(row)
    assert edited.files == edited.base
    assert path in edited.files
    assert edited_check(edited).problems == ()
    assert not Draft.objects.exists()


def test_what_is_saved_is_the_drafts_alone(row: Course, instructor: User) -> None:
    before = text_of(row)
    saved = save(row, before.replace("The end.", "The true end."), before, instructor)
    assert saved.outcome == "saved"
    edited = edited_of(row)
    assert "The true end." in edited.files[path].decode()
    assert {each: change for each, change in edited.changes().items() if change} == {
        path: "changed"
    }
    current = course_current("small")
    assert current
    assert current.digest == row.current.digest if row.current else False
    # And back: nothing is changed any more.
    save(row, before, saved.text, instructor)
    assert not any(edited_of(row).changes().values())


def test_changes_of_two_are_merged(row: Course, instructor: User, ben: User) -> None:
    before = text_of(row)
    save(row, before.replace("The end.", "The true end."), before, instructor)
    saved = save(row, before.replace("# The first", "# The very first"), before, ben)
    assert (saved.outcome, saved.who) == ("merged", instructor.username)
    assert text_of(row) == saved.text
    assert "The true end." in saved.text
    assert "# The very first" in saved.text


def test_a_conflict_leaves_the_others_text_and_keeps_mine(
    row: Course, instructor: User, ben: User
) -> None:
    before = text_of(row)
    first = before.replace("The end.", "The end of ana.")
    save(row, first, before, instructor)
    saved = save(row, before.replace("The end.", "The end of ben."), before, ben)
    assert saved.outcome == "conflict"
    assert text_of(row) == first
    assert "The end of ana." in saved.text
    assert "The end of ben." in saved.text
    kept = DraftVersion.objects.get(by=ben)
    assert b"The end of ben." in bytes(kept.content or b"")
    # The text with both is saved from the others', and is a problem until one is made of it.
    assert (
        services.draft_file_save(
            course=row, path=path, text=saved.text, base=saved.digest, by=ben
        ).outcome
        == "saved"
    )
    found = edited_check(edited_of(row)).problems
    assert selectors.conflict_message in {each.message for each in found}


def test_a_text_from_an_unknown_version_overwrites_nothing(row: Course, instructor: User) -> None:
    before = text_of(row)
    saved = services.draft_file_save(
        course=row, path=path, text="Mine.\n", base="0" * 64, by=instructor
    )
    assert saved.outcome == "conflict"
    assert text_of(row) == before
    assert "Mine." in saved.text


def test_older_versions_can_still_be_merged_with(row: Course, instructor: User, ben: User) -> None:
    texts = [text_of(row)]
    for number in range(4):
        texts.append(texts[0].replace("The end.", f"The end, {number}."))
        save(row, texts[-1], texts[-2], instructor)
    mine = texts[2].replace("# The first", "# The very first")
    saved = save(row, mine, texts[2], ben)
    assert saved.outcome == "merged"
    assert saved.text == texts[-1].replace("# The first", "# The very first")


def test_versions_are_not_kept_without_end(
    row: Course, instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "versions_most", 3)
    text = text_of(row)
    for number in range(6):
        after = f"{text}{number}\n"
        save(row, after, text, instructor)
        text = after
    assert DraftVersion.objects.count() == 3


@pytest.mark.parametrize(
    ("where", "text", "code"),
    [
        ("../secret.md", "", EditingCode.NAME),
        ("run.exe", "", EditingCode.KIND),
        ("course.toml/x.md", "", EditingCode.TAKEN),
        (path, "x" * 120_001, EditingCode.TOO_LARGE),
    ],
)
def test_what_a_course_cannot_have(
    row: Course, instructor: User, where: str, text: str, code: EditingCode
) -> None:
    with pytest.raises(services.EditingError) as refused:
        services.draft_file_save(course=row, path=where, text=text, base="", by=instructor)
    assert refused.value.code == code
    assert not Draft.objects.exists()


def test_files_are_added_deleted_and_brought_back(row: Course, instructor: User) -> None:
    new = "lessons/01-first/notes.txt"
    services.draft_file_add(course=row, path=new, content=b"N\n", by=instructor)
    assert edited_of(row).changes()[new] == "new"
    for where, content in ((new, "N\n"), (path, text_of(row))):
        services.draft_file_delete(course=row, path=where, by=instructor)
        assert where not in edited_of(row).files
        services.draft_file_restore(course=row, path=where, by=instructor)
        assert text_of(row, where) == content
    services.draft_file_delete(course=row, path=path, by=instructor)
    assert edited_of(row).changes()[path] == "deleted"
    assert any(each.path == path for each in edited_check(edited_of(row)).problems)


def test_a_draft_is_published_with_its_message_and_ends(row: Course, instructor: User) -> None:
    before = text_of(row)
    save(row, before.replace("The end.", "The true end."), before, instructor)
    seen = edited_of(row).seen
    services.draft_publish(course=row, message="Better end", seen=seen, by=instructor)
    row.refresh_from_db()
    assert not Draft.objects.exists()
    assert "The true end." in text_of(row)
    said = Publication.objects.first()
    assert said
    assert (said.message, said.by, said.revision) == ("Better end", instructor, row.current)


def refused_publish(row: Course, seen: str, by: User) -> str:
    with pytest.raises(services.EditingError) as refused:
        services.draft_publish(course=row, message="x", seen=seen, by=by)
    return refused.value.code


def test_what_is_not_published(row: Course, instructor: User, folder: Path) -> None:
    assert refused_publish(row, "", instructor) == EditingCode.NOTHING
    before = text_of(row)
    broken = before.replace("glossary:namespace", "glossary:nothing")
    save(row, broken, before, instructor)
    assert refused_publish(row, edited_of(row).seen, instructor) == EditingCode.PROBLEMS
    seen = edited_of(row).seen
    save(row, before.replace("The end.", "The true end."), broken, instructor)
    assert refused_publish(row, seen, instructor) == EditingCode.GONE
    course_change(folder, "Tell what", "Say what")
    course_publish(folder)
    assert refused_publish(row, edited_of(row).seen, instructor) == EditingCode.OUTDATED


def test_another_slug_would_be_another_course(row: Course, instructor: User) -> None:
    before = text_of(row, "course.toml")
    services.draft_file_save(
        course=row,
        path="course.toml",
        text=before.replace('"small"', '"other"'),
        base=digest_of(before.encode()),
        by=instructor,
    )
    assert refused_publish(row, edited_of(row).seen, instructor) == EditingCode.PROBLEMS


def test_a_draft_takes_over_what_was_published_meanwhile(
    row: Course, instructor: User, folder: Path
) -> None:
    before = text_of(row)
    save(row, before.replace("The end.", "The true end."), before, instructor)
    course_change(folder, "Tell what", "Say what")
    course_publish(folder)
    row.refresh_from_db()
    assert edited_of(row).outdated
    assert services.draft_update(course=row, by=instructor) == 0
    edited = edited_of(row)
    assert not edited.outdated
    assert "The true end." in text_of(row)
    assert "Say what" in text_of(row)
    assert [each for each, change in edited.changes().items() if change] == [path]
    services.draft_publish(course=row, message="Both", seen=edited.seen, by=instructor)


def test_what_was_published_meanwhile_may_be_in_conflict(
    row: Course, instructor: User, folder: Path
) -> None:
    before = text_of(row)
    save(row, before.replace("The end.", "The true end."), before, instructor)
    course_change(folder, "The end.", "Finis.")
    course_publish(folder)
    row.refresh_from_db()
    assert services.draft_update(course=row, by=instructor) == 1
    assert "The true end." in text_of(row)
    assert "Finis." in text_of(row)
    assert refused_publish(row, edited_of(row).seen, instructor) == EditingCode.PROBLEMS


def test_a_draft_is_discarded_as_it_was_seen(row: Course, instructor: User) -> None:
    before = text_of(row)
    save(row, f"{before}More.\n", before, instructor)
    seen = edited_of(row).seen
    save(row, f"{before}Still more.\n", f"{before}More.\n", instructor)
    with pytest.raises(services.EditingError):
        services.draft_discard(course=row, seen=seen)
    services.draft_discard(course=row, seen=edited_of(row).seen)
    assert text_of(row) == before
    # Who still has the text open loses nothing: it is a conflict with what stands there now.
    saved = save(row, f"{before}Even more.\n", f"{before}Still more.\n", instructor)
    assert "Even more." in saved.text


def test_files_that_were_not_kept_are_not_edited(row: Course, instructor: User) -> None:
    assert row.current
    row.current.files.all().delete()
    with pytest.raises(services.EditingError) as refused:
        services.draft_file_save(course=row, path=path, text="x", base="", by=instructor)
    assert refused.value.code == EditingCode.NOT_KEPT
