"""Which engines there are, and the one in use. An engine's module is imported on first use."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib import import_module

from labs.engines.errors import EngineError
from labs.engines.protocols import Engine

engines = {
    "broker": "labs.engines.broker.client.BrokerEngine",
    "docker": "labs.engines.docker.engine.DockerEngine",
    "fake": "labs.engines.fake.engine.FakeEngine",
    "fake-never": "labs.engines.fake.misbehaving.NeverEngine",
    "fake-slow": "labs.engines.fake.misbehaving.SlowEngine",
    "fake-refuses": "labs.engines.fake.misbehaving.RefusesEngine",
    "fake-vanishes": "labs.engines.fake.misbehaving.VanishesEngine",
    "fake-removal-fails-once": "labs.engines.fake.misbehaving.RemovalFailsOnceEngine",
    "fake-ignores-limits": "labs.engines.fake.misbehaving.IgnoresLimitsEngine",
    "fake-has-holes": "labs.engines.fake.misbehaving.HasHolesEngine",
    "fake-unbuilt": "labs.engines.fake.misbehaving.UnbuiltEngine",
    "fake-runc-only": "labs.engines.fake.misbehaving.RuncOnlyEngine",
    "fake-events-break": "labs.engines.fake.misbehaving.EventsBreakEngine",
    "fake-network-removal-fails-once": (
        "labs.engines.fake.misbehaving.NetworkRemovalFailsOnceEngine"
    ),
}
in_use = {"engine": "docker"}
behind_broker = "docker"  # what the broker itself has


def engine_use(name: str) -> None:
    """Chooses the engine: a name of `engines`, or a dotted path to a class."""
    in_use["engine"] = name


def engine_use_directly() -> None:
    """Passes the broker by: for commands of whoever runs the server, who may use the engine."""
    if in_use["engine"] == "broker":
        engine_use(behind_broker)


def engine_get() -> Engine:
    """The engine in use, one object a process."""
    return engine_load(in_use["engine"])


def engine_import() -> None:
    """Imports the module of the engine in use; what is wrong with it is said when it is used."""
    module = engines.get(in_use["engine"], in_use["engine"]).rpartition(".")[0]
    with suppress(ImportError, ValueError):
        import_module(module)


@cache
def engine_load(name: str) -> Engine:
    path = engines.get(name, name)
    module, _, attribute = path.rpartition(".")
    try:
        made: Engine = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, ValueError) as error:
        known = ", ".join(name for name in engines if not name.startswith("fake-"))
        raise EngineError(
            f"the lab engine {name!r} cannot be loaded ({error}); known are: {known}",
            permanent=True,
        ) from error
    return made
