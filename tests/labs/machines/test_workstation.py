"""A disk of its own: bounded, and still there when the machine was switched off and on again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from labs.engines.docker.engine import DockerEngine
from tests.labs.machines.machine import Made, made_for, prompt, read_until
from tests.labs.streams import enter

deployment = f"test-{uuid.uuid4().hex[:12]}"
boot_seconds = 90.0


@pytest.fixture(scope="module")
def made(vm_engine: DockerEngine) -> Iterator[Made]:
    with made_for(vm_engine, deployment, "workstation") as machine:
        yield machine


def test_who_fills_the_disk_reads_so_and_the_machine_goes_on(made: Made) -> None:
    """C20: what the guest writes is capped by its file system, before the container's /tmp is."""
    status, said = made.run(
        "yes | head -c 400M >/root/full; echo; sync; rm /root/full", timeout=120
    )
    assert "No space left on device" in said
    assert status == 0
    assert int(made.container("df --output=avail --block-size=1M /tmp | tail -n 1")) > 0
    assert made.run("echo kept >/root/kept && sync && cat /root/kept") == (0, "kept\n")


def test_what_is_on_its_disk_outlives_the_power(made: Made) -> None:
    stream = made.engine.attach(made.handle)
    try:
        made.engine.resize(made.handle, 30, 101, stream)
        read_until(stream, prompt)
        enter(stream, "echo b >/proc/sysrq-trigger")
        read_until(stream, r"on Enter", boot_seconds)
        enter(stream, "")
        made.ready_wait()
        read_until(stream, prompt, boot_seconds)
        assert made.run("cat /root/kept /run/starts") == (0, "kept\n2\n")
    finally:
        stream.close()
