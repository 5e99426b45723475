"""A viewer's frames and its end: what was said first stands."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from labs.terminal.core.history import History
from labs.terminal.core.protocol import Replay, Tasks, Warn, frame_encode
from labs.terminal.core.viewer import Viewer, Who
from tests.labs.terminal.virtual import run


def viewer_make(sent: list[Mapping[str, Any]], *, shown: bytes = b"", fresh: bool = True) -> Viewer:
    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    history = History(1024)
    history.append(shown)
    tab: Any = SimpleNamespace(
        loop=asyncio.get_running_loop(),
        history=history,
        ring=history.ring,
        reading=True,
        flow=lambda: None,
    )
    return Viewer(tab, send, Who(session=uuid.uuid4(), session_key="key"), fresh=fresh)


def test_the_first_reason_of_an_end_is_the_one_that_is_told() -> None:
    async def main() -> None:
        viewer = viewer_make([])
        viewer.close(4410, "expired")
        viewer.close(1012, now=True)
        assert viewer.closing == (4410, "expired")
        assert not viewer.muted

    run(main())


def test_an_equal_frame_that_waits_comes_once_and_last() -> None:
    async def main() -> None:
        viewer = viewer_make([])
        viewer.frames.clear()
        for frame in (Tasks(), Warn("input"), Tasks()):
            viewer.tell(frame)
        assert ["tasks" in each for each in viewer.frames] == [False, True]

    run(main())


def test_who_comes_later_is_told_how_much_was_shown_before_and_gets_it() -> None:
    async def main() -> None:
        sent: list[Mapping[str, Any]] = []
        viewer = viewer_make(sent, shown=b"x" * 1500, fresh=False)
        viewer.close(1012)
        await viewer.run()
        replay, output, end = sent
        assert replay == {"type": "websocket.send", "text": frame_encode(Replay(1024))}
        assert output["bytes"] == b"x" * 1024  # what is left of it
        assert end == {"type": "websocket.close", "code": 1012, "reason": ""}

    run(main())


def test_who_comes_later_is_told_first_how_the_terminal_stood() -> None:
    """What was on before the output that is left is part of the replay, and counts as output."""

    async def main() -> None:
        sent: list[Mapping[str, Any]] = []
        viewer = viewer_make(sent, shown=b"$ edit\x1b[?1049h\x1b[?1h" + b"x" * 1500, fresh=False)
        viewer.close(1012)
        await viewer.run()
        replay, stood, output, _ = sent
        assert stood["bytes"] == b"$ edit\x1b[?1049h\x1b[?1h"
        assert output["bytes"] == b"x" * 1024
        assert replay["text"] == frame_encode(Replay(len(stood["bytes"]) + 1024))
        assert viewer.total == len(stood["bytes"]) + 1024

    run(main())
