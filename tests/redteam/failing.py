"""An engine whose first removal of each machine fails, as on a host with a busy device."""

from __future__ import annotations

from labs.engines.base import Handle
from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineUnavailable


class RemovalFailsOnceDocker(DockerEngine):
    def __init__(self) -> None:
        super().__init__()
        self.failed: set[str] = set()

    def remove(self, handle: Handle) -> None:
        if handle.id not in self.failed:
            self.failed.add(handle.id)
            raise EngineUnavailable("device or resource busy")
        super().remove(handle)
