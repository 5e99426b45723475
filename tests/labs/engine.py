"""Puts an engine to use for a while: a fake one, or the real one with machines of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from labs.engines.docker.engine import DockerEngine
from labs.engines.protocols import Engine
from labs.engines.registry import engine_get, engine_load, engine_use, in_use
from labs.provisioning.images import image_of
from labs.spec.definition import machines_folder
from tests.labs.machines.machine import machines_gone


@contextmanager
def engine_used(name: str) -> Iterator[Engine]:
    """A fresh engine of that name is the one in use, and the one before afterwards."""
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use(name)
    try:
        yield engine_get()
    finally:
        engine_use(before)
        engine_load.cache_clear()


@contextmanager
def docker_used(deployment: str) -> Iterator[DockerEngine]:
    """The real one, with the image of containers; this deployment's machines go at the end."""
    with engine_used("docker") as engine:
        assert isinstance(engine, DockerEngine)
        if not engine.image_present(image_of("container")):
            engine.image_build(image_of("container"), machines_folder / "container", print)
        with machines_gone(engine, deployment):
            yield engine
