"""Changes of two people become one text, and no line of either is lost in silence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.editing.core.merge import Merged, conflict_lines, merge

base = "one\ntwo\nthree\nfour\nfive\n"
texts = st.lists(st.sampled_from(["a", "b", "c", "", "- d"]), max_size=12).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


def merged(mine: str, theirs: str, before: str = base) -> Merged:
    return merge(before, mine, theirs, my_name="ana", their_name="ben")


def test_changes_in_different_places_are_both_taken() -> None:
    found = merged("ONE\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nFIVE\nsix\n")
    assert found == Merged("ONE\ntwo\nthree\nfour\nFIVE\nsix\n", 0)


def test_what_both_wrote_alike_is_no_conflict() -> None:
    same = base.replace("three", "3")
    assert merged(same, same) == Merged(same, 0)
    found = merged(f"zero\n{same}", same.replace("five", "5"))
    assert found == Merged("zero\none\ntwo\n3\nfour\n5\n", 0)


def test_the_same_lines_are_a_conflict_with_both_versions() -> None:
    found = merged(base.replace("three", "mine"), base.replace("three", "theirs"))
    assert found.conflicts == 1
    assert found.text == ("one\ntwo\n<<<<<<< ana\nmine\n=======\ntheirs\n>>>>>>> ben\nfour\nfive\n")
    assert conflict_lines(found.text) == [3]


def test_a_line_that_one_took_out_and_the_other_changed_is_a_conflict() -> None:
    found = merged(base.replace("three\n", ""), base.replace("three", "theirs"))
    assert found.conflicts == 1
    assert "theirs\n" in found.text


def test_markers_stand_on_lines_of_their_own_without_an_end_of_line_at_the_end() -> None:
    found = merged("one\nmine", "one\ntheirs", "one\nnone")
    assert found.text == "one\n<<<<<<< ana\nmine\n=======\ntheirs\n>>>>>>> ben\n"


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< a\n", "a\n=======\nb\n", "Title\n=======\n>>>>>>> b\n", "> > > a\n<<<<<<< b\nx\n"],
)
def test_a_marker_alone_is_text(text: str) -> None:
    assert conflict_lines(text) == []


@given(before=texts, mine=texts, theirs=texts)
def test_every_new_line_of_either_is_in_the_text(before: str, mine: str, theirs: str) -> None:
    found = merged(mine, theirs, before)
    for text in (mine, theirs):
        for line in set(text.splitlines()) - set(before.splitlines()):
            assert line in found.text.splitlines()
    assert len(conflict_lines(found.text)) == found.conflicts


@given(before=texts, mine=texts)
def test_one_who_writes_alone_is_left_alone(before: str, mine: str) -> None:
    assert merged(mine, before, before) == Merged(mine, 0)
    assert merged(before, mine, before) == Merged(mine, 0)


@pytest.mark.skipif(not shutil.which("diff3"), reason="no diff3 of diffutils here")
@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("zero\n" + base, base + "six\n"),
        (base.replace("two\n", ""), base.replace("four", "4")),
        (base.replace("one", "1"), base.replace("five\n", "")),
    ],
)
def test_diff3_says_the_same(mine: str, theirs: str, tmp_path: Path) -> None:
    for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["diff3", "-m", "mine", "base", "theirs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert merged(mine, theirs) == Merged(done.stdout, 0)
