"""Page servers that end: the next one comes, and not too soon where none works."""

from __future__ import annotations

import asyncio
import socket

import pytest

from virtlearn.serving.workers import PageServer


class Broken(PageServer):
    """One whose processes end at once."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        super().__init__(here, there)
        self.starts = 0

    def start(self) -> None:
        super().start()
        assert self.process
        self.starts += 1
        self.process.kill()


@pytest.mark.slow("waits as long as a page server is given")
def test_a_page_server_that_never_works_is_started_less_and_less_often(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Broken()

    async def run() -> None:
        server.start()
        watching = asyncio.create_task(server.watch())
        await asyncio.sleep(6)
        server.stopping = True
        await watching

    asyncio.run(run())
    assert 2 <= server.starts <= 4  # and not twelve
    assert "A page server ended (-9)" in caplog.text
