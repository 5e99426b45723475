"""What the hub keeps of one lab session."""

from __future__ import annotations

import time
from uuid import UUID

from labs.terminal.core.idle_detector import IdleDetector
from labs.terminal.core.tab import Tab

input_seconds = 10.0  # activity is reported at most so often
first_language = "en"  # in which machines speak until they are told another


class Session:
    """What the hub keeps of one lab session."""

    def __init__(self, uuid: UUID, watch: IdleDetector) -> None:
        self.id = uuid
        self.watch = watch
        self.tabs: dict[tuple[str, int], Tab] = {}
        self.noted = -input_seconds
        self.languages: dict[str, str] = {}  # by machine, that were told
        self.told = False  # that a task's state has changed
        self.opened = time.time()
