"""Which engines there are, and the one in use. An engine's module is imported on first use."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from labs.engines.base import Engine, EngineError

engines = {
    "docker": "labs.engines.docker.DockerEngine",
    "fake": "labs.engines.fake.FakeEngine",
}


@cache
def engine_load(name: str) -> Engine:
    """The engine `name`: one of `engines`, or a dotted path to a class. One object a process."""
    path = engines.get(name, name)
    module, _, attribute = path.rpartition(".")
    try:
        made: Engine = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, ValueError) as error:
        known = ", ".join(engines)
        raise EngineError(
            f"the lab engine {name!r} cannot be loaded ({error}); known are: {known}",
            permanent=True,
        ) from error
    return made
