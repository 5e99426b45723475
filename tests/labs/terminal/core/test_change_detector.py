"""When rows are worth another question."""

from __future__ import annotations

import asyncio

from labs.terminal.core.change_detector import ChangeDetector, time_alone_seconds
from tests.labs.terminal import virtual


def test_rows_are_asked_after_a_write_and_after_a_while() -> None:
    versions: list[int | None] = [1]

    async def main() -> None:
        written = ChangeDetector(lambda: versions[0])
        assert [written.since(), written.since()] == [True, False]
        versions[0] = 2
        assert [written.since(), written.since()] == [True, False]
        await asyncio.sleep(time_alone_seconds + 0.1)
        assert [written.since(), written.since()] == [True, False]
        written.again()
        assert [written.since(), written.since()] == [True, False]

    virtual.run(main())


def test_without_a_number_they_are_always_asked() -> None:
    async def main() -> None:
        written = ChangeDetector(lambda: None)
        assert [written.since(), written.since()] == [True, True]

    virtual.run(main())
