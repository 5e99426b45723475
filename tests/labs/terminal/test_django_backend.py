"""Where the log and the stream of a console meet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.django_backend import overlap_least, overlap_remove


def test_what_the_log_has_already_is_not_shown_twice() -> None:
    log = b"one\r\ntwo\r\n"
    assert overlap_remove(log, b"two\r\n") == b""
    assert overlap_remove(log, b"prompt$ ") == b"prompt$ "
    line = b"a line that is long enough\r\n"
    assert overlap_remove(log + line, line + b"prompt$ ") == b"prompt$ "


def test_a_coincidence_of_a_few_bytes_drops_nothing() -> None:
    assert overlap_remove(b"ends in n", b"next") == b"next"


@given(st.binary(), st.binary(min_size=overlap_least), st.binary())
def test_a_long_overlap_is_removed_at_least(before: bytes, both: bytes, after: bytes) -> None:
    rest = overlap_remove(before + both, both + after)
    assert after.endswith(rest)


@given(st.binary(), st.binary())
def test_nothing_is_added(log: bytes, early: bytes) -> None:
    assert early.endswith(overlap_remove(log, early))
