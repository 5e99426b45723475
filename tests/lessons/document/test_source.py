"""Reading a folder: what is taken, what is left out, what is refused and said so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.document.source import CourseSource, course_read
from lessons.format import limits
from tests.lessons.document.courses import folder_written, good_files


def told(folder: Path) -> dict[str, str]:
    """Path → message."""
    return {problem.path: problem.message for problem in course_read(folder).problems}


def test_files_are_read_by_relative_path_in_order(tmp_path: Path) -> None:
    folder_written(good_files(), tmp_path)
    source = course_read(tmp_path)
    assert source.problems == ()
    assert dict(source.files) == good_files()
    assert list(source.files) == sorted(source.files)


def test_what_begins_with_a_dot_is_left_out(tmp_path: Path) -> None:
    folder_written({".git/config": b"", "lessons/.x.swp": b"", "a.md": b"a"}, tmp_path)
    assert list(course_read(tmp_path).files) == ["a.md"]


def test_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    secret = folder_written({"secret.md": b"s", "in/a": b""}, tmp_path / "else")
    course = folder_written({"a.md": b"a", ".b/c.md": b"", "d/e.md": b""}, tmp_path / "course")
    (course / "out.md").symlink_to(secret / "secret.md")
    (course / "up.md").symlink_to("../else/secret.md")
    (course / "folder").symlink_to(secret / "in")
    (course / "inner").symlink_to("d")
    (course / "hidden.md").symlink_to(".b/c.md")
    (course / "gone.md").symlink_to("nothing.md")
    (course / "loop.md").symlink_to("loop.md")
    (course / "fine.md").symlink_to("a.md")
    source = course_read(course)
    assert set(source.files) == {"a.md", "d/e.md", "fine.md"}
    messages = told(course)
    for path in ("out.md", "up.md", "folder"):
        assert "out of the course" in messages[path]
    assert "hidden" in messages["hidden.md"]
    assert "to a folder" in messages["inner"]
    assert messages.keys() >= {"gone.md", "loop.md"}


def test_a_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    folder_written({"a.md": b"a"}, tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert course_read(tmp_path / "link") == CourseSource({"a.md": b"a"})


def test_pipes_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert "no ordinary file" in told(tmp_path)["pipe.md"]


def test_names_that_other_systems_cannot_keep_are_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_bytes(b"")
    (tmp_path / "new\nline.md").write_bytes(b"")
    source = course_read(tmp_path)
    assert source.files == {}
    assert len(source.problems) == 2
    assert all(problem.path.isprintable() for problem in source.problems)


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "/".join("d" * 9)
    files = {"a.md": b"a" * (limits.text_bytes + 1), f"{deep}/b.md": b"b", "c.png": b"c" * 300_000}
    folder_written(files, tmp_path)
    assert set(course_read(tmp_path).files) == {"c.png"}
    messages = told(tmp_path)
    assert "make it smaller" in messages["a.md"]
    assert any("too deep" in message for message in messages.values())
    monkeypatch.setattr(limits, "course_bytes", 200_000)
    assert "a course has at most" in told(tmp_path)["."]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert "no folder" in told(tmp_path / "gone")["."]


def test_the_digest_is_that_of_names_and_contents() -> None:
    digest = CourseSource({"a": b"1", "b": b"2"}).digest
    assert digest == CourseSource({"b": b"2", "a": b"1"}).digest
    others = [{"a": b"1"}, {"a": b"12", "b": b""}, {"a": b"1", "c": b"2"}, {"ab": b"12"}]
    assert len({CourseSource(files).digest for files in others} | {digest}) == 5


@given(st.dictionaries(st.text(), st.binary()), st.dictionaries(st.text(), st.binary()))
def test_different_files_have_different_digests(a: dict[str, bytes], b: dict[str, bytes]) -> None:
    assert (CourseSource(a).digest == CourseSource(b).digest) == (a == b)
