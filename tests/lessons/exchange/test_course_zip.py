"""A course as a zip, and the zips that would write elsewhere (C12)."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.document.source import course_read
from lessons.exchange import course_zip
from lessons.exchange.course_zip import CourseZipFault, zip_read, zip_write
from lessons.format import limits
from tests.lessons.courses import course_write

course_toml = {"course.toml": b'slug = "small"\n'}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_course_comes_back_as_it_went(tmp_path: Path) -> None:
    source = course_read(course_write(tmp_path / "small"))
    data = zip_write(source.files, "small")
    assert zip_read(data) == source
    assert zip_read(data).digest == source.digest
    assert zip_write(dict(reversed(list(source.files.items()))), "small") == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(name.startswith("small/") for name in archive.namelist())


def test_the_course_is_at_the_top_or_in_one_folder() -> None:
    files = {**course_toml, "lessons/01-a/lesson.en.md": b"Words."}
    for top in ("", "course-main/"):
        named = {f"{top}{path}": content for path, content in files.items()}
        hidden = {f"{top}.git/config": b"x", "__MACOSX/._x": b"x", f"{top}.DS_Store": b"x"}
        assert zip_read(packed(named | hidden)).files == files
    for wrong in ({"a/b/course.toml": b""}, {"a/course.toml": b"", "b/x": b""}, {"x": b""}, {}):
        with pytest.raises(CourseZipFault) as fault:
            zip_read(packed(wrong))
        assert fault.value.reason == "no_course"


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "lessons/../../x",
        "/etc/x",
        "C:\\x",
        "C:x",
        "lessons\\x",
        "lessons//x",
        "./x",
        "lessons/con.md",
        "NUL",
        "lpt1.txt",
        "a?.md",
        "a:b",
        "end.",
        "end ",
        "bell\x07",
        "right\u202eleft",
        "x" * 401,
    ],
)
def test_names_that_lead_elsewhere_or_fit_nowhere_are_refused(name: str) -> None:
    with pytest.raises(CourseZipFault) as fault:
        zip_read(packed(course_toml | {name: b"x"}))
    assert fault.value.reason == "unsafe"
    assert name[:1].strip(".") in fault.value.said


def test_links_and_devices_are_refused() -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("course.toml", b"")
            entry = zipfile.ZipInfo("secret.md")
            entry.external_attr = (kind | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
        with pytest.raises(CourseZipFault, match=r"secret\.md is a link"):
            zip_read(buffer.getvalue())


@pytest.mark.parametrize(
    "names", [("a/X.md", "a/x.md"), ("A/x.md", "a/y.md"), ("a", "a/x.md"), ("Straße", "STRASSE")]
)
def test_names_that_are_one_elsewhere_are_refused(names: tuple[str, str]) -> None:
    with pytest.raises(CourseZipFault) as fault:
        zip_read(packed(course_toml | dict.fromkeys(names, b"x")))
    assert fault.value.reason == "unsafe"


def test_the_same_name_twice_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("course.toml", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("course.toml", b"other")
    with pytest.raises(CourseZipFault, match="twice"):
        zip_read(buffer.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(course_toml | {"zeros.md": bytes(50_000_000)})
    assert len(bomb) < 60_000
    with pytest.raises(CourseZipFault, match=r"zeros\.md would unpack to 50,000,000 bytes"):
        zip_read(bomb)
    lying = bomb.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 900_000))
    with pytest.raises(CourseZipFault, match=r"zeros\.md cannot be read"):
        zip_read(lying)
    monkeypatch.setattr(limits, "course_bytes", 100)
    with pytest.raises(CourseZipFault) as fault:
        zip_read(packed(course_toml | {"a.md": bytes(range(90)), "b.md": bytes(range(90))}))
    assert fault.value.reason == "too_large"
    monkeypatch.setattr(limits, "course_files", 3)
    with pytest.raises(CourseZipFault) as fault:
        zip_read(packed(course_toml | {f"{n}.md": b"" for n in range(6)}))
    assert fault.value.reason == "too_many_files"
    monkeypatch.setattr(course_zip, "packed_most", 10)
    with pytest.raises(CourseZipFault):
        zip_read(packed(course_toml))


def test_files_that_a_folder_would_report_are_reported() -> None:
    deep = "/".join("abcdefgh") + "/x.md"
    found = zip_read(packed(course_toml | {"a.md": b"x" * (limits.text_bytes + 1), deep: b"x"}))
    assert [str(each) for each in found.problems] == [
        "a.md:1: is over 120,000 bytes: make it smaller",
        f"{deep}:1: lies too deep: move it up",
    ]
    assert dict(found.files) == course_toml


def test_names_in_other_encodings() -> None:
    data = packed(course_toml | {"lessons/01-a/ñandú.png": b"x"})
    assert "lessons/01-a/ñandú.png" in zip_read(data).files
    composed = packed(course_toml | {"lessons/01-a/n\u0303.png": b"x"})
    assert "lessons/01-a/ñ.png" in zip_read(composed).files
    # The same bytes without the mark that says UTF-8; and such that are not.
    unmarked = data.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")
    unmarked = unmarked.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert "lessons/01-a/ñandú.png" in zip_read(unmarked).files
    latin = unmarked.replace("ñandú".encode(), "ñandúxx".encode("latin-1"))
    with pytest.raises(CourseZipFault, match="encoding"):
        zip_read(latin)


def test_what_is_no_zip() -> None:
    whole = packed(course_toml)
    for data in (b"", b"PK", b"%PDF-1.7", whole[: len(whole) // 2], whole[10:]):
        with pytest.raises(CourseZipFault) as fault:
            zip_read(data)
        assert fault.value.reason == "no_zip"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_zip_raises_anything_else(data: st.DataObject) -> None:
    names = st.text(max_size=12) | st.sampled_from(["course.toml", "a/b", "a/../b", "CON", "."])
    files = data.draw(st.dictionaries(names.filter(bool), st.binary(max_size=30), max_size=5))
    try:
        whole = bytearray(packed({"course.toml": b""} | files))
    except (ValueError, IndexError):  # names that no zip can have
        return
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = zip_read(bytes(whole))
    except CourseZipFault:
        return
    assert not any(".." in path.split("/") or path.startswith("/") for path in found.files)
