"""The picture at a lesson's head, on its page, on the page to print and in the book."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from tests.lessons.courses import course_publish, course_write
from tests.lessons.pages import text_at

drawing = '<circle class="vm" cx="9" cy="9" r="4"></circle>'


@pytest.mark.django_db
def test_it_stands_there_and_nobody_is_read_it(client: Client, tmp_path: Path) -> None:
    folder = course_write(tmp_path / "small")
    (folder / "lessons/01-first/cover.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120">{drawing}</svg>'
    )
    course_publish(folder)
    for language in ("en", "es"):
        text = text_at(client, f"/{language}/courses/small/lessons/first/")
        cover = re.search(r'<svg class="drawn lesson-cover"[^>]*>(.*?)</svg>', text, re.DOTALL)
        assert cover
        assert 'aria-hidden="true"' in cover[0]
        assert cover[1].strip() == drawing
        assert "lesson-cover" not in text_at(client, f"/{language}/courses/small/lessons/second/")
    printed = client.get("/en/courses/small/print/").content.decode()
    assert printed.count(drawing) == 1
    book = zipfile.ZipFile(io.BytesIO(client.get("/en/courses/small/book/en.epub").content))
    assert '<circle class="vm"' in book.read("book/lesson-first.xhtml").decode()
