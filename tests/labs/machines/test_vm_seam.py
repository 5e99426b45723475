"""What is noted of a counter's console while its machine moves."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from labs.machines.hypervisor.hyper.seam import Lines, Mark, counts, marks_most, seam_lines


@given(st.integers(2, 40), st.data())
def test_however_a_console_is_cut_each_number_is_noted_once(
    count: int, data: st.DataObject
) -> None:
    text = b"".join(b"tick %d\r\n" % number for number in range(1, count + 1))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=12)))
    moved = data.draw(st.integers(0, len(cuts)))  # the piece that the new process begins with
    lines = Lines()
    for index, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(text)], strict=True)):
        lines.take(text[start:end], 1 if index < moved else 2, float(index))
    assert [mark.number for mark in lines.marks] == list(range(1, count + 1))
    processes = [mark.process for mark in lines.marks]
    assert processes == sorted(processes)
    assert [mark.at for mark in lines.marks] == sorted(mark.at for mark in lines.marks)


def test_what_is_no_number_is_passed_by_and_the_last_ones_are_kept() -> None:
    lines = Lines()
    lines.take(b"ready after 3 s\r\nroot@one:~# tick\r\ntick 1\r\nsubtick 2\ntick x\n", 1, 0.0)
    assert [mark.number for mark in lines.marks] == [1]
    lines.take(b"x" * 5000, 1, 0.0)  # a line without an end takes no memory
    assert len(lines.left) <= 100
    lines.take(b"\n" + b"".join(b"tick %d\n" % number for number in range(2, 500)), 1, 1.0)
    assert [mark.number for mark in lines.marks] == list(range(500 - marks_most, 500))


def test_times_are_told_from_the_first_number_on() -> None:
    marks = [Mark(7, 1, 100.0), Mark(8, 1, 100.2), Mark(9, 2, 100.568)]
    assert list(seam_lines(marks, 100.25, 100.31)) == [
        "tick 7 1 0",
        "tick 8 1 200",
        "tick 9 2 568",
        "stopped 250",
        "resumed 310",
    ]
    assert list(seam_lines(marks[:1], 100.25, None)) == ["tick 7 1 0"]  # it has not gone on
    assert list(seam_lines([], 1.0, 2.0)) == []


def test_only_where_numbers_come_they_are_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert not counts(log)
    log.write_bytes(b"booting\r\nroot@one:~# ")
    assert not counts(log)
    for end in (b"\r\n", b"\n", b"\r\nti", b"\r\ntick 2", b"\r\ntick 2\r"):
        log.write_bytes(b"x" * 900 + b"\r\nroot@one:~# tick\r\ntick 1" + end)
        assert counts(log)
    log.write_bytes(b"tick 1\r\n^C\r\nroot@one:~# ")
    assert not counts(log)
    log.write_bytes(b"tick 1\r\n")
    assert counts(log)
    os.utime(log, (1, 1))
    assert not counts(log)  # it stopped long ago
