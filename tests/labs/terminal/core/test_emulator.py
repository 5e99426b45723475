"""A screen from bytes: cut anywhere, hostile, of any script, and dear by intention."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.core.emulator import Emulator, pending_most


def shown(*pieces: bytes, cols: int = 20, rows: int = 4) -> list[str]:
    emulator = Emulator(cols, rows)
    for piece in pieces:
        emulator.feed(piece)
    return emulator.lines(0, rows, cols)


def test_a_screen_is_what_a_terminal_shows() -> None:
    text = b"old\x1b[2J\x1b[H\x1b[31mred\x1b[0m\r\ntwo\x1b[1;10Hright\x1b[3;1Hthird"
    assert shown(text) == ["red      right", "two", "third", ""]


def test_what_an_editor_covered_comes_back() -> None:
    emulator = Emulator(20, 4)
    emulator.feed(b"$ vi\x1b[?1049h\x1b[Heditor")
    assert emulator.lines(0, 1, 20) == ["editor"]
    emulator.feed(b"\x1b[?1049l")
    assert emulator.lines(0, 1, 20) == ["$ vi"]


@pytest.mark.parametrize("cut", range(1, 24))
def test_output_may_be_cut_anywhere(cut: int) -> None:
    data = "é\x1b[31m一\x1b[0mx\x1b[3by".encode()
    assert shown(data[:cut], data[cut:]) == shown(data) == ["é一xxxxy", "", "", ""]


def test_lines_are_cut_by_columns_and_wide_characters_have_two() -> None:
    emulator = Emulator(20, 4)
    emulator.feed("一二三四abc\r\n".encode() + b"plain line  ")
    assert emulator.lines(0, 2, 5) == ["一二", "plain"]
    assert emulator.lines(0, 1, 20) == ["一二三四abc"]
    assert emulator.lines(1, 1, 20) == ["plain line"]


def test_the_cursor_says_where_one_types() -> None:
    emulator = Emulator(20, 4)
    emulator.feed(b"\r\n\r\nx")
    assert emulator.cursor_row == 2
    emulator.resize(40, 10)
    assert emulator.lines(2, 1, 40) == ["x"]


def test_nothing_of_a_screen_controls_anything() -> None:
    hostile = "a\u202eb\u2066c\u200b\u2028\U000e0041\ue000d"
    assert shown(hostile.encode())[0] == "abcd"
    assert shown(("a" + "\u0301" * 9 + "b").encode())[0] == "a\u0301\u0301b"
    assert shown(b"\xff\xfe\xc3(\xf0\x9f\x98\x80")[0] == "\ufffd\ufffd\ufffd(😀"
    assert shown(b"<b>&amp;</b>\x1b]0;title\x07\x1b]52;c;aGk=\x07")[0] == "<b>&amp;</b>"


dear = {
    "repeats": b"a" + b"\x1b[65535b" * 1500,
    "repeats, zeros before": b"a" + b"\x1b[000065535b" * 1200,
    "repeats, controls within": b"a" + b"\x1b\x00[\x7f655\x0135b" * 1000,
    "repeats by C1": b"a" + "\x9b65535b".encode() * 1500,
    "repeats, more numbers": b"a" + b"\x1b[65535;1b" * 1500,
    "scrolls": b"\x1b[65535S" * 1500,
    "inserts": b"\x1b[65535L\x1b[65535@" * 800,
    "starts of sequences": b"\x1b[" * 8000,
    "starts by C1": "\x9b".encode() * 8000,
    "one that never ends": b"\x1b[" + b"0" * 16000,
}


@pytest.mark.parametrize("what", dear)
def test_what_a_learner_prints_costs_in_proportion(what: str) -> None:
    """16 KiB, the most that one look takes, are some 2 ms of this processor when they are text; of
    the repeats that are taken out here each would cost 8 ms alone."""
    began = time.thread_time()
    shown(dear[what], cols=80, rows=24)
    assert time.thread_time() - began < 1


def test_repeats_within_a_line_are_done() -> None:
    assert shown(b"-\x1b[9b")[0] == "-" * 10
    assert shown(b"-\x1b[b")[0] == "--"
    assert shown(b"-\x1b[21b")[0] == "-"


def test_a_sequence_that_never_ends_is_let_go() -> None:
    emulator = Emulator(20, 4)
    emulator.feed(b"\x1b[" + b"0" * pending_most)
    assert emulator.pending == ""
    emulator.feed(b"x")
    assert emulator.lines(0, 1, 20) == ["x"]


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 1), (500, 500)])
def test_any_size_has_a_screen(size: tuple[int, int]) -> None:
    emulator = Emulator(*size)
    emulator.feed("一二三\r\n".encode() * 3)
    emulator.resize(1, 1)
    emulator.resize(*size)
    assert len(emulator.lines(0, 24, 80)) == max(2, min(24, size[1]))


sequences = st.builds(
    "\x1b[{}{}{}".format,
    st.sampled_from(["", "?", ">"]),
    st.lists(st.sampled_from(["", "0", "1", "2", "7", "20", "80", "1049", "65535"])).map(";".join),
    st.sampled_from("@ABCDEFGHIJKLMPSTXZ`abcdefghlmnrstu"),
)
atoms = st.one_of(
    sequences,
    st.sampled_from(["\x1b", "\x1bc", "\x1b#8", "\x1b7", "\x1b8", "\x1bM", "\x1b(0", "\x9b", "\n"]),
    st.text(max_size=30),
)
sizes = st.tuples(st.integers(0, 90), st.integers(0, 30))


@given(st.lists(st.tuples(sizes, st.lists(atoms, max_size=12).map("".join)), max_size=5))
def test_no_output_fails_or_leaves_a_control_character(
    steps: list[tuple[tuple[int, int], str]],
) -> None:
    emulator = Emulator(80, 24)
    for size, text in steps:
        emulator.resize(*size)
        emulator.feed(text.encode("utf-8", "surrogatepass"))
        lines = emulator.lines(0, 24, 80)
        assert len(lines) <= 24
        assert all(len(line) <= 80 for line in lines)
        assert not {unicodedata.category(each) for each in "".join(lines)} & {"Cc", "Cf", "Cs"}
