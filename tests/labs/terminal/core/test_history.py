"""What comes back of a terminal: a program on the whole screen, its keys, what was beneath it.

The judge is xterm.js itself, which has seen everything, or only what is replayed.
"""

from __future__ import annotations

import base64
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from labs.terminal.core.history import KIB, History, beneath_size
from labs.terminal.core.tab import ring_size
from tests.js.test_scripts import node

cols, rows = 80, 24
judge = Path(__file__).with_name("replayed.mjs")

beneath = b"".join(b"line %d of a shell\r\n" % number for number in range(200)) + b"$ edit file\r\n"
editor_on = (
    b"\x1b[?2004l\x1b[?1049h\x1b[22;0;0t\x1b[1;24r\x1b[?1h\x1b=\x1b[?1002h\x1b[?1006h\x1b[?25l"
)
editor_off = b"\x1b[?1006l\x1b[?1002l\x1b[?1l\x1b>\x1b[?25h\x1b[?1049l\x1b[?2004h"


def paint(count: int, seed: int = 1) -> bytes:
    """An editor that is paged through: every screen line by line, in colours, of `count` bytes."""
    dice = random.Random(seed)
    painted = bytearray()
    while len(painted) < count:
        row, word = dice.randrange(1, rows), dice.choice(["ñandú", "😀 x", "plain", "—é—"])
        text = f"{dice.randrange(10**6)} {word * 6}"[:60]
        painted += f"\x1b[{row};1H\x1b[{dice.randrange(31, 37)}m{text}\x1b[m\x1b[K".encode()
    for row in range(1, rows):
        painted += f"\x1b[{row};1H\x1b[m{seed}-{row} end\x1b[K".encode()
    return bytes(painted)


def pieces(data: bytes, seed: int = 7) -> list[bytes]:
    """As a socket gives them: a few bytes, or 64 KiB."""
    dice = random.Random(seed)
    found, at = [], 0
    while at < len(data):
        size = dice.choice([1, 7, 100, 4 * KIB, 64 * KIB])
        found.append(data[at : at + size])
        at += size
    return found


def kept(data: bytes) -> History:
    history = History(ring_size)
    for piece in pieces(data):
        history.append(piece)
    return history


def replay(history: History) -> bytes:
    before, start = history.replay()
    return before + history.ring.read(start, history.ring.size)


def judged(*streams: bytes) -> list[list[dict[str, Any]]]:
    """How xterm.js stands for each of them: after all of it, and after what is replayed of it."""
    cases = [
        {
            "seen": base64.b64encode(stream).decode(),
            "replay": base64.b64encode(replay(kept(stream))).decode(),
        }
        for stream in streams
    ]
    asked = json.dumps({"cols": cols, "rows": rows, "cases": cases})
    done = subprocess.run(
        [node(), str(judge)], input=asked, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def test_a_program_that_has_filled_the_ring_is_there_with_its_modes_and_leaves_clean() -> None:
    inside = beneath + editor_on + paint(600 * KIB)
    left = inside + editor_off + b"$ next\r\n"
    (seen, again), (seen_left, again_left) = judged(inside, left)
    assert again["type"] == "alternate"
    assert again["modes"] == seen["modes"]
    assert again["modes"]["mouseTrackingMode"] == "drag"
    assert again["modes"]["applicationCursorKeysMode"]
    assert again["lines"] == seen["lines"]
    assert again["normal"] == seen["normal"]  # what the program covers
    assert again_left["type"] == "normal"
    assert again_left["modes"] == seen_left["modes"]
    assert again_left["lines"] == seen_left["lines"]
    assert again_left["cursor"] == seen_left["cursor"]


@pytest.mark.parametrize("seed", range(8))
def test_programs_come_and_go_while_output_passes_by(seed: int) -> None:
    dice = random.Random(seed)
    stream = bytearray(beneath)
    for number in range(6):
        stream += editor_on + paint(dice.randrange(200 * KIB), number)
        stream += editor_off + b"$ command %d\r\n" % number
        stream += b"".join(b"output %d\r\n" % each for each in range(dice.randrange(4000)))
    stream += editor_on + paint(dice.randrange(300 * KIB), 99)
    ((seen, again),) = judged(bytes(stream))
    assert again["modes"] == seen["modes"]
    assert again["lines"] == seen["lines"]
    assert again["cursor"] == seen["cursor"]
    # All that was beneath, or its end where that is longer than what is kept.
    shown = [line for line in again["normal"] if line]
    assert shown
    assert [line for line in seen["normal"] if line][-len(shown) :] == shown


def test_on_the_normal_screen_the_modes_of_a_shell_are_kept() -> None:
    flood = b"".join(b"%d\r\n" % number for number in range(60_000))
    stream = b"\x1b[?2004h\x1b[?1000h\x1b[5 q" + flood + b"$ "
    ((seen, again),) = judged(stream)
    assert again["modes"] == seen["modes"]
    assert again["modes"]["bracketedPasteMode"]
    assert again["lines"][-rows:] == seen["lines"][-rows:]


@pytest.mark.parametrize("fill", range(12))
def test_a_ring_that_begins_amid_a_sequence_or_a_character_shows_neither(fill: int) -> None:
    """No line ends for miles: the ring has to begin where it begins."""
    unit = "\x1b[2;3H\x1b[38;5;123m😀ñ".encode()
    stream = editor_on + b"x" * fill + unit * (300 * KIB // len(unit)) + b"\x1b[m\x1b[H"
    history = kept(stream)
    assert history.ring.data[:1] != b"\x1b" or fill == 0
    ((seen, again),) = judged(stream)
    assert again["lines"][1] == seen["lines"][1] == "  😀ñ"
    assert [line for line in again["lines"][2:] if line] == []


def test_only_who_misses_output_of_a_running_program_needs_it_drawn_anew() -> None:
    short = kept(editor_on + paint(10 * KIB))
    assert not short.is_cut
    assert not short.is_partial
    running = kept(editor_on + paint(400 * KIB))
    assert running.is_cut
    assert running.is_partial
    gone = kept(editor_on + paint(400 * KIB) + editor_off)
    assert gone.is_cut
    assert not gone.is_partial
    shell = kept(b"line\r\n" * 100_000)
    assert shell.is_cut
    assert not shell.is_partial


def test_memory_is_bounded() -> None:
    history = kept(b"plain text\r\n" * 200_000 + editor_on)
    assert len(history.ring.data) == ring_size
    assert len(history.beneath) <= beneath_size
