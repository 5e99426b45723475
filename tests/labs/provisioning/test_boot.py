"""The first output of a new machine, from the other end of its console."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from labs.engines.errors import EngineError
from labs.engines.stream import Stream
from labs.provisioning import boot
from labs.provisioning.boot import first_output

Ends = tuple[Stream, socket.socket]
prompt = b"learner@lab:~$ "


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, shell = socket.socketpair()
    yield Stream(ours), shell
    ours.close()
    shell.close()


def test_the_prompt_is_what_came_before_it_was_quiet(ends: Ends) -> None:
    stream, shell = ends
    shell.sendall(b"welcome\r\n")
    threading.Timer(0.1, shell.sendall, [prompt]).start()  # later than `quiet`
    assert first_output(stream, 0.03) == b"welcome\r\n" + prompt


@pytest.mark.parametrize(
    "told",
    [b"\x1b[?2004h", b"\x1b[?2004l\r", b"\x1b[?20", b"\x1b", b"\x1b]0;lab\x07", b"hi\r\n\x1b[1m"],
)
def test_what_a_terminal_is_told_is_no_prompt_yet(ends: Ends, told: bytes) -> None:
    stream, shell = ends
    shell.sendall(told)
    threading.Timer(0.1, shell.sendall, [prompt]).start()  # later than `quiet`
    assert first_output(stream, 0.03) == told + prompt


def test_lines_without_a_prompt_are_left_to_the_engines_log(ends: Ends) -> None:
    stream, shell = ends
    shell.sendall(b"welcome\r\n\x1b[?2004h")
    assert first_output(stream, 0.03, line_quiet=0.05) == b""


def test_what_came_with_the_engines_answer_counts(ends: Ends) -> None:
    stream, shell = ends
    stream.head = prompt
    shell.sendall(b"more ")
    assert first_output(stream, 0.03) == prompt + b"more "


def test_a_main_process_that_ends_is_an_error_with_its_words(ends: Ends) -> None:
    stream, shell = ends
    shell.sendall(b"exec /nothing failed: No such file\r\n")

    def end() -> None:
        time.sleep(0.2)
        shell.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=end).start()
    with pytest.raises(EngineError, match="ended at once: exec /nothing failed"):
        first_output(stream, 0.03)


def test_one_that_says_nothing_is_an_error(ends: Ends) -> None:
    with pytest.raises(EngineError, match="no prompt came"):
        first_output(ends[0], 0.03, patience=0.05)


def test_no_more_is_kept_than_a_screen(ends: Ends) -> None:
    stream, shell = ends
    shell.sendall(b"x" * 3 * boot.first_most)
    assert len(first_output(stream, 0.03)) == boot.first_most


def test_a_machine_that_boots_is_waited_for_and_tells_how_far_it_is(ends: Ends) -> None:
    stream, shell = ends
    told: list[int] = []

    def boot_slowly() -> None:
        for piece in (b"booting\r\n\x1b]9;4;1;5\x07", b"\x1b]9;4;1", b";30\x07", b"\x1b]9;4;0\x07"):
            shell.sendall(piece)
            time.sleep(0.1)  # longer than `quiet`
        shell.sendall(prompt)

    threading.Thread(target=boot_slowly).start()
    assert first_output(stream, 0.03, told.append) == b"booting\r\n" + prompt
    assert told == [5, 30]
