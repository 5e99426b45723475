"""The preview of a broken draft is a page, or says that there is none."""

from __future__ import annotations

import pytest

from lessons.editing import services
from lessons.editing.core.paths import page_of
from lessons.editing.preview import page_preview
from lessons.editing.selectors import digest_of, edited_check, edited_of
from lessons.models import Course
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


def test_no_missing_or_empty_file_breaks_the_other_pages(course: str, instructor: User) -> None:
    row = Course.objects.get(slug=course)
    paths = list(edited_of(row).files)
    pages = [path for path in paths if page_of(path)]
    assert len(pages) == 4
    for broken in paths:
        content = edited_of(row).files[broken]
        services.draft_file_delete(course=row, path=broken, by=instructor)
        looked_at(row, [path for path in pages if path != broken])
        services.draft_file_restore(course=row, path=broken, by=instructor)
        sent = {"text": "---\n", "base": digest_of(content)}
        services.draft_file_save(course=row, path=broken, by=instructor, **sent)
        looked_at(row, pages)
        back = {"text": content.decode(), "base": digest_of(b"---\n")}
        services.draft_file_save(course=row, path=broken, by=instructor, **back)
    assert edited_check(edited_of(row)).problems == ()


def looked_at(row: Course, pages: list[str]) -> None:
    edited = edited_of(row)
    checked = edited_check(edited)
    assert checked.problems
    for path in pages:
        html = page_preview(edited, checked, path)
        assert html == "" or "<main" in html
