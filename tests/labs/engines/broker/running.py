"""A broker in a process of its own, as the Procfile starts it, for tests of what speaks to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from labs.engines.base import Handle, RunResult, Script, User
from labs.engines.broker import client
from labs.engines.broker.client import BrokerEngine, broker_at
from labs.engines.broker.manifest import Manifest, manifest_write, scripts_write, socket_name
from tests.site import images_built, root


class PublishingEngine(BrokerEngine):
    """Publishes whatever it is to run, as the set-up would have before."""

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        scripts_write(client.folders[0], [each.text for each in scripts])
        return super().run_all(handle, scripts, user=user)


@contextmanager
def broker_running(
    folder: Path, deployment: str, machines_most: int = 40, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """It listens; this process knows where."""
    manifest = Manifest(deployment=deployment, machines_most=machines_most, images=images_built())
    manifest_write(folder, manifest)
    process = subprocess.Popen(
        [sys.executable, "-m", "labs.engines.broker"],
        cwd=root,
        env={**os.environ, "BROKER_DIR": str(folder), **env},
    )
    before = list(client.folders)
    broker_at(folder)
    try:
        end = time.monotonic() + 30
        while not (folder / socket_name).exists():
            assert process.poll() is None
            assert time.monotonic() < end, "the broker does not listen"
            time.sleep(0.02)
        yield process
    finally:
        client.folders[:] = before
        process.terminate()
        process.wait(10)
