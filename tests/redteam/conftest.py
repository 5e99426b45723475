"""The real engine, machines as learners get them, and containers as one would make them carelessly.

Every attack is first seen to work on a careless container, so that no test passes by accident.
Where there is no engine these tests fail: a sandbox that was not attacked is not a sandbox.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings

from labs.engines.base import Handle, MachineSpec, label_deployment, label_session
from labs.engines.docker.engine import DockerEngine
from labs.provisioning.images import image_of
from tests.labs.engine import docker_used
from tests.redteam.daemon import Daemon
from tests.redteam.machines import Careless, Target
from tests.site import Site

MachineMake = Callable[..., Target]
CarelessMake = Callable[..., Careless]


@pytest.fixture
def deployment(settings: LazySettings) -> str:
    """An installation of this test's own: what it leaves is found, and nobody else's touched."""
    name = f"redteam-{uuid.uuid4().hex[:12]}"
    settings.DEPLOYMENT_ID = name
    return name


@pytest.fixture
def engine(docker_engine: DockerEngine, deployment: str) -> Iterator[DockerEngine]:
    """The real one, in use for the services too."""
    with docker_used(deployment) as engine:
        yield engine


@pytest.fixture(scope="module")
def daemon(docker_engine: DockerEngine) -> Iterator[Daemon]:
    """An engine that may be restarted, for tests that set DOCKER_HOST to its `host`."""
    with Daemon((image_of("container"),)) as running:
        yield running


@pytest.fixture(scope="module")
def site(docker_engine: DockerEngine) -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def machine_make(engine: DockerEngine, deployment: str) -> MachineMake:
    """A machine as a learner has it; `runtime` as in MachineSpec."""

    def make(runtime: str = "runc") -> Target:
        handle = engine.create(
            MachineSpec(
                name=f"{deployment}-{uuid.uuid4().hex[:8]}",
                image=image_of("container"),
                hostname="lab",
                labels={label_deployment: deployment, label_session: "redteam"},
                runtime=runtime,
            )
        )
        engine.start(handle)
        return Target(engine, handle)

    return make


@pytest.fixture
def machine(machine_make: MachineMake) -> Target:
    return machine_make()


@pytest.fixture
def careless(engine: DockerEngine, deployment: str) -> CarelessMake:
    """A container of the same image without the profile; `options` are of docker-py's host_config.

    `user` is whose the main process is: the image's, unless told otherwise.

    Still bounded, so that an attack that works does no harm: memory, and a life of two minutes.
    """

    def make(
        command: tuple[str, ...] = ("sleep", "120"), user: str = "", **options: Any
    ) -> Careless:
        api = engine.api
        options = {"mem_limit": "512m", "memswap_limit": "512m", "network_mode": "none", **options}
        made = api.create_container(
            image_of("container"),
            command=list(command),
            name=f"{deployment}-careless-{uuid.uuid4().hex[:8]}",
            labels={label_deployment: deployment},
            user=user or None,
            host_config=api.create_host_config(**options),
        )
        api.start(made["Id"])
        return Careless(engine, Handle(made["Id"], "careless"))

    return make
