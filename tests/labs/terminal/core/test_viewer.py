"""A viewer's frames and its end: what was said first stands."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from labs.terminal.core.protocol import Tasks, Warn
from labs.terminal.core.ring_buffer import RingBuffer
from labs.terminal.core.viewer import Viewer, Who
from tests.labs.terminal.virtual import run


def viewer_make(sent: list[Mapping[str, Any]]) -> Viewer:
    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    tab: Any = SimpleNamespace(loop=asyncio.get_running_loop(), ring=RingBuffer(1024))
    return Viewer(tab, send, Who(session=uuid.uuid4(), session_key="key"), fresh=True)


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
