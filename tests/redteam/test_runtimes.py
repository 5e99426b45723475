"""C19: no machine on a runtime that limits nothing; and what gVisor keeps in."""

from __future__ import annotations

import time

import pytest

from labs.core.refusal import LabRefusedError
from labs.engines.base import MachineSpec, User, label_deployment, label_session
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.probe import limits_read
from labs.engines.errors import RuntimeUnusable
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import EndReason, LabState
from labs.provisioning.images import image_of
from tests.labs.factory import lab_make
from tests.labs.streams import enter
from tests.redteam.conftest import CarelessMake, MachineMake
from tests.redteam.machines import Target
from virtlearn.people.models import User as Person
from virtlearn.setup.gvisor import careless as no_limits

pytestmark = pytest.mark.alone  # what they begin fills the machine

MIB = 1024 * 1024
hog = "head -c 200000000 /dev/zero | tail | wc -c"
tight = {"mem_limit": "128m", "memswap_limit": "128m", "pids_limit": 1024}


@pytest.fixture
def gvisor(engine: DockerEngine) -> None:
    """These tests need runsc, and its twin that limits nothing; `make test` installs both."""
    installed = engine.api.info()["Runtimes"]
    for name in ("runsc", no_limits):
        if name not in installed:
            pytest.fail(f"The engine has no runtime {name}. `make test` installs gVisor.")
    if fault := engine.runtime_fault("runsc"):
        pytest.fail(f"gVisor is installed and cannot be used: {fault}")


@pytest.fixture
def sandbox(gvisor: None, machine_make: MachineMake) -> Target:
    return machine_make(runtime="runsc")


@pytest.mark.django_db
def test_c19_a_runtime_that_limits_nothing_starts_no_machine(
    gvisor: None, engine: DockerEngine, deployment: str, careless: CarelessMake, learner: Person
) -> None:
    loose = careless(runtime=no_limits, **tight)
    assert loose.says(hog, timeout=30) == "200000000"  # in 128 MiB
    engine.remove(loose.handle)
    assert not engine.runtime_fault("runc")

    engine.known = ("runc", "runsc", no_limits)
    assert "does not enforce limits" in engine.runtime_fault(no_limits)
    assert no_limits not in engine.runtimes()
    with pytest.raises(RuntimeUnusable, match="does not enforce limits"):
        engine.create(
            MachineSpec(
                name=f"{deployment}-refused",
                image=image_of("container"),
                hostname="lab",
                labels={label_deployment: deployment, label_session: "redteam"},
                runtime=no_limits,
            )
        )
    with pytest.raises(LabRefusedError) as refused:
        services.lab_session_start(user=learner, lab=lab_make(runtime=no_limits))
    assert "does not enforce limits" in refused.value.detail
    assert engine.list({label_deployment: deployment}) == []


@pytest.mark.parametrize("runtime", ["runc", "runsc"])
def test_c19_the_cgroup_of_every_machine_has_its_limits(
    gvisor: None, engine: DockerEngine, machine_make: MachineMake, runtime: str
) -> None:
    machine = machine_make(runtime=runtime)
    state = engine.api.inspect_container(machine.handle.id)
    found = limits_read(engine.api, image_of("container"), state["State"]["Pid"])

    assert state["HostConfig"]["Runtime"] == runtime
    memory = found.get("memory.max") or found["memory.limit_in_bytes"]
    assert int(memory) == 128 * MIB
    assert found["pids.max"] == {"runc": "64", "runsc": "1024"}[runtime]
    if "cpu.max" in found:
        assert found["cpu.max"] == "50000 100000"
    else:
        assert (found["cpu.cfs_quota_us"], found["cpu.cfs_period_us"]) == ("50000", "100000")


def test_c19_a_machine_is_on_the_runtime_that_was_asked_for(
    engine: DockerEngine, sandbox: Target, machine_make: MachineMake
) -> None:
    kernel = engine.info().kernel
    assert machine_make(runtime="runc").says("uname -r") == kernel
    assert sandbox.says("uname -r") != kernel
    assert "gVisor" in sandbox.says("dmesg")


@pytest.mark.django_db
def test_gvisor_ends_with_its_memory_and_takes_nobody_along(
    gvisor: None,
    engine: DockerEngine,
    careless: CarelessMake,
    machine_make: MachineMake,
    learner: Person,
) -> None:
    loose = careless(runtime=no_limits, **tight)
    assert loose.says(hog, timeout=30) == "200000000"
    engine.remove(loose.handle)

    neighbour = machine_make(runtime="runsc")
    session = services.lab_session_start(user=learner, lab=lab_make(runtime="runsc"))
    sandbox = Target(engine, session.machines.get().handle)
    assert sandbox.run(hog, timeout=30).output != "200000000\n"
    assert ended(engine, sandbox, 10)
    assert neighbour.says("echo alive") == "alive"
    Keeper().round()
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.OUT_OF_MEMORY)


def test_gvisor_holds_a_fork_bomb(
    engine: DockerEngine, careless: CarelessMake, sandbox: Target, machine: Target
) -> None:
    many = "i=0; while [ $i -lt 300 ]; do sleep 20 & i=$((i+1)); done 2>/dev/null; ls /proc | wc -l"
    assert int(careless(runtime=no_limits).says(many, timeout=60).splitlines()[-1]) > 300

    console = engine.attach(sandbox.handle)
    enter(console, "bomb() { bomb | bomb & }; bomb")
    deadline = time.monotonic() + 6
    most = 0
    while time.monotonic() < deadline and engine.poll(sandbox.handle).status == "running":
        stats = engine.api.stats(sandbox.handle.id, stream=False, one_shot=True)
        most = max(most, stats["pids_stats"].get("current", 0))
        began = time.monotonic()
        assert machine.says("echo alive") == "alive"
        assert time.monotonic() - began < 3
    assert 100 < most <= 1024
    console.close()


def test_gvisor_denies_what_the_profile_denies(careless: CarelessMake, sandbox: Target) -> None:
    loose = careless(runtime=no_limits, user="0", cap_add=["SYS_ADMIN"])
    mount = "mount -t tmpfs none /mnt && echo mounted"
    write = "touch /var/tmp/x && echo written"
    assert loose.says(mount, "root") == "mounted"
    assert loose.says(write, "root") == "written"

    users: tuple[User, ...] = ("learner", "root")
    for user in users:
        assert sandbox.call("socket", "2", "3", "1", user=user) == 1  # raw
        assert "mounted" not in sandbox.says(mount, user)
        assert "Read-only file system" in sandbox.says(write, user)
        status = sandbox.says("grep Cap /proc/self/status", user)
        assert {int(line.split()[1], 16) for line in status.splitlines()} == {0}
    fill = "cd /tmp; for i in 1 2 3 4; do head -c 8000000 /dev/zero >f$i || exit 1; done; echo ok"
    assert "No space left" in sandbox.says(fill)
    plant = "cp /usr/bin/id /tmp/rid && chmod 4755 /tmp/rid"
    sandbox.says("rm -f /tmp/f?")
    assert sandbox.says(plant, "root") == ""
    assert sandbox.says("/tmp/rid -u") == "1000"
    assert [line.split()[1] for line in sandbox.says("ip -o link").splitlines()] == ["lo:"]


def ended(engine: DockerEngine, target: Target, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if engine.poll(target.handle).status == "exited":
            return True
        time.sleep(0.1)
    return False
