"""Detects whether the database changed, so that rows are not read in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

time_alone_seconds = 5.0  # so late at most is noticed what the clock changes and nobody writes


class ChangeDetector:
    """`version` gives a number that is another one after every commit, None where there is none.

    To be used on the event loop: `version` must not block.
    """

    def __init__(self, version: Callable[[], int | None]) -> None:
        self.version = version
        self.seen: int | None = None
        self.asked = -time_alone_seconds

    def since(self) -> bool:
        """Whether rows may read otherwise than when this last said so.

        It is to be called before they are read: what is written meanwhile shows the next time.
        """
        now, version = asyncio.get_running_loop().time(), self.version()
        same = version is not None and version == self.seen
        if same and now - self.asked < time_alone_seconds:
            return False
        self.seen, self.asked = version, now
        return True

    def again(self) -> None:
        """The rows could not be read: the next time is as the first."""
        self.asked = -time_alone_seconds
