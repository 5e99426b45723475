"""An engine whose process is killed in the worst moment: a machine, and no row that knows it."""

from __future__ import annotations

import os
import signal

from labs.engines.base import Handle, MachineSpec
from labs.engines.docker.engine import DockerEngine


class DyingEngine(DockerEngine):
    def create(self, spec: MachineSpec) -> Handle:
        super().start(super().create(spec))
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("a killed process does nothing more")
