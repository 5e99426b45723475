"""Files of two revisions, line by line."""

from __future__ import annotations

from lessons.document.text_diff import (
    FileFact,
    files_changed,
    lines_compared,
    lines_most,
    text_diff,
)


def test_files_that_are_other_ones() -> None:
    before = {"a": FileFact("x", 1), "b": FileFact("y", 2), "gone": FileFact("z", 3)}
    after = {"new": FileFact("e", 0), "a": FileFact("x", 1), "b": FileFact("w", 1)}
    found = [
        (each.path, each.how, each.before, each.after) for each in files_changed(before, after)
    ]
    assert found == [("b", "changed", 2, 1), ("gone", "gone", 3, 0), ("new", "new", 0, 0)]


def test_lines_have_their_numbers_on_both_sides() -> None:
    before = b"one\ntwo\nthree\n"
    found = text_diff(before, b"one\n2\nthree\nfour\n").lines
    assert [(each.kind, each.before, each.after, each.text) for each in found] == [
        ("same", 1, 1, "one"),
        ("gone", 2, 0, "two"),
        ("new", 0, 2, "2"),
        ("same", 3, 3, "three"),
        ("new", 0, 4, "four"),
    ]


def test_what_is_the_same_is_left_out_between_changes() -> None:
    lines = [str(n) for n in range(40)]
    other = ["first", *lines[1:-1], "last"]
    found = text_diff("\n".join(lines).encode(), "\n".join(other).encode()).lines
    assert [each.kind for each in found].count("gap") == 1
    assert [each.text for each in found if each.kind == "new"] == ["first", "last"]
    assert len(found) == 2 * (2 + 3) + 1


def test_what_is_no_text_or_too_long_is_said() -> None:
    assert text_diff(b"\x89PNG\0", b"words").why_not == "binary"
    assert text_diff(b"\xff\xfe", b"").why_not == "binary"
    assert text_diff(b"x\n" * (lines_compared + 1), b"").why_not == "long"
    cut = text_diff(b"", b"".join(b"%d\n" % n for n in range(lines_most + 1)))
    assert cut.cut
    assert len(cut.lines) == lines_most
