"""How a terminal stands: the same however its output is cut, cheap however dense it is."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labs.terminal.core.modes import Modes, different_most, sequence_most, string_rest

sequences = (
    *(f"\x1b[?{mode}{end}" for mode in (1, 25, 1049, 47, 1000, 1003, 1006, 2004) for end in "hl"),
    *("\x1b[?1;2004;1002h", "\x1b[4h", "\x1b[3;20r", "\x1b[r", "\x1b[5 q", "\x1b[!p", "\x1bc"),
    *("\x1b=", "\x1b>", "\x1b(0", "\x1b(B", "\x1b)0", "\x1b]0;titel\x07", "\x1b]2;x\x1b\\"),
    *("\x1b[31m", "\x1b[2J", "\x1b[H", "text\r\n", "é", "😀", "\x1b[?9999h", "\x1bP1$r\x1b\\"),
)
outputs = st.lists(st.sampled_from(sequences), max_size=20).map("".join).map(str.encode)


def fed(*pieces: bytes) -> Modes:
    modes = Modes()
    for piece in pieces:
        modes.feed(piece)
    return modes


@given(outputs, st.lists(st.integers(0, 200), max_size=6))
@example(b"\x1b[?1049h\x1b[?1000;1006h", [1, 3, 9, 12])
def test_output_may_be_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    at = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(at)]
    assert vars(fed(*pieces)) == vars(fed(data))


@given(outputs)
def test_a_terminal_that_is_told_stands_as_the_one_that_saw_it_all(data: bytes) -> None:
    modes = fed(data)
    told = fed(modes.restore())
    assert told.restore() == modes.restore()
    assert told.alternate == modes.alternate
    assert told.open == modes.open


def test_what_a_full_screen_program_switches_on() -> None:
    modes = fed(
        b"\x1b[?1049h\x1b[22;0;0t\x1b[1;24r\x1b[?1h\x1b=\x1b[?25l\x1b[?1002;1006h\x1b[?2004h"
    )
    assert modes.alternate == 1049
    assert modes.mouse == 1002
    assert modes.mouse_format == 1006
    assert modes.switched == {b"?1": True, b"?66": True, b"?25": False, b"?2004": True}
    modes.feed(b"\x1b[?1002l\x1b[?1006l\x1b[?1049l\x1b[?25h")
    assert (modes.alternate, modes.mouse, modes.mouse_format) == (0, 0, 0)
    assert modes.switched[b"?25"]


def test_a_full_reset_leaves_nothing_and_a_soft_one_what_it_does_not_concern() -> None:
    assert fed(b"\x1b[?1049h\x1b[?1h\x1b[?1000h\x1bc").restore() == b""
    soft = fed(b"\x1b[?2004h\x1b[?25l\x1b[?1h\x1b[2;5r\x1b[!p")
    assert soft.switched[b"?2004"]
    assert soft.switched[b"?25"]
    assert not soft.switched[b"?1"]
    assert soft.region == b""


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b"x\x1b", b"\x1b"),
        (b"x\x1b[?10", b"\x1b[?10"),
        (b"\x1b[1m\x1b(", b"\x1b("),
        ("a😀".encode()[:-1], "😀".encode()[:-1]),
        (b"\x1b[mab\xc3", b"\xc3"),
        (b"\x1b]0;a title", b"\x1b]0;a title"),
        (b"\x1b]0;" + b"t" * 5000, string_rest),
        (b"\x1b[" + b"1" * sequence_most, b""),  # no program sends such
        (b"\x1b]0;title\x07done", b""),
        (b"\xff\xfe plain", b""),
    ],
)
def test_what_is_not_whole_yet_is_carried_on(data: bytes, left: bytes) -> None:
    assert fed(data).open == left


def test_a_long_string_goes_on_over_many_pieces_and_ends() -> None:
    modes = fed(b"\x1b]52;c;", *[b"QUFB" * 1000] * 50)
    assert len(modes.open) <= len(string_rest)
    modes.feed(b"\x07\x1b[?1h")
    assert modes.open == b""
    assert modes.switched == {b"?1": True}


class Counted(Modes):
    """Counts the changes that took a step of Python each."""

    count = 0

    def change(self, change: bytes) -> None:
        self.count += 1
        super().change(change)


def test_no_flood_of_changes_costs_a_step_for_each() -> None:
    modes = Counted()
    modes.feed(b"\x1b[?1h\x1b[?1l" * 5000 + b"\x1b[?1049h")
    assert modes.count == 3
    assert not modes.switched[b"?1"]
    assert modes.alternate == 1049


def test_of_changes_that_all_differ_the_last_count() -> None:
    modes = Counted()
    modes.feed(b"".join(b"\x1b[?%dh" % number for number in range(2000, 12000)) + b"\x1b[?1h")
    assert modes.count == different_most
    assert modes.switched[b"?1"]


@pytest.mark.parametrize(
    "sequence",
    [b"\x1b[?1h", b"\x1b[?1049h\x1b[?1049l", b"\x1b", b"\x1b[", b"\x1b[?1;2;3", b"\x1b]", b"\xe2"],
)
def test_what_a_hostile_flood_takes_is_linear(sequence: bytes) -> None:
    def seconds(size: int) -> float:
        data = sequence * (size // len(sequence))
        began = time.thread_time()
        Modes().feed(data)
        return time.thread_time() - began

    seconds(64 * 1024)
    assert seconds(1024 * 1024) < 64 * max(min(seconds(64 * 1024) for _ in range(5)), 1e-3)


def test_one_sequence_of_endless_parameters_takes_no_time_either() -> None:
    began = time.thread_time()
    Modes().feed(b"\x1b[?" + b"1;" * 512 * 1024)
    assert time.thread_time() - began < 1
