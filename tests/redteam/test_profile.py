"""C18: what the engine says of running machines is the profile, setting by setting."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labs.engines.base import User, label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.seccomp import calls, profile
from labs.lifecycle import services
from labs.models import Machine
from labs.provisioning.images import image_of
from labs.scheduling.pool import machine_warm
from labs.spec.definition import MachineDecl
from tests.labs.factory import lab_make
from tests.redteam.conftest import CarelessMake
from tests.redteam.machines import Target
from virtlearn.people.models import User as Person

MIB = 1024 * 1024
wanted_host: dict[str, Any] = {
    "Runtime": "runc",
    "CapDrop": ["ALL"],
    "CapAdd": None,
    "Privileged": False,
    "ReadonlyRootfs": True,
    "Memory": 128 * MIB,
    "MemorySwap": 128 * MIB,
    "NanoCpus": 500_000_000,
    "PidsLimit": 64,
    "NetworkMode": "none",
    "IpcMode": "private",
    "CgroupnsMode": "private",
    "PidMode": "",
    "UTSMode": "",
    "UsernsMode": "",
    "ShmSize": 8 * MIB,
    "Init": True,
    "OomScoreAdj": 500,
    "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
    "AutoRemove": False,
    "LogConfig": {
        "Type": "local",
        "Config": {"max-size": "1m", "max-file": "2", "compress": "false"},
    },
    "Binds": None,
    "Devices": None,
    "DeviceRequests": None,
    "PortBindings": None,
    "VolumesFrom": None,
    "ExtraHosts": None,
    "Dns": None,
    "Links": None,
    "GroupAdd": None,
    "Ulimits": [
        {"Name": "nofile", "Soft": 256, "Hard": 256},
        {"Name": "core", "Soft": 0, "Hard": 0},
    ],
}
wanted_tmpfs = {
    "/tmp": {"rw", "exec", "nosuid", "nodev", "nr_inodes=2048", "size=16m", "mode=1777"},
    "/home/learner": {
        *("rw", "exec", "nosuid", "nodev", "nr_inodes=2048", "size=16m", "mode=1770"),
        *("uid=2000", "gid=1000"),
    },
}


def differences(found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What of the profile is not as it must be; `changes` are what this machine has instead."""
    wanted_here = {**wanted_host, **changes}
    host, config = found["HostConfig"], found["Config"]
    options = {path: set(text.split(",")) for path, text in (host.get("Tmpfs") or {}).items()}
    security = host["SecurityOpt"] or []
    filters = [each.removeprefix("seccomp=") for each in security if each.startswith("seccomp=")]
    seen = {name: host.get(name) for name in wanted_here}
    # The engine writes an empty list as null or as [].
    wrong = {
        name: value
        for name, value in seen.items()
        if (value or None) != (wanted_here[name] or None)
    }
    if options != wanted_tmpfs:
        wrong["Tmpfs"] = options
    if "no-new-privileges:true" not in security:
        wrong["no-new-privileges"] = security
    if [json.loads(text) for text in filters if text.startswith("{")] != [profile()]:
        wrong["seccomp"] = [text[:40] for text in filters]
    if config["User"] != "1000:1000":
        wrong["User"] = config["User"]
    if not (config["Tty"] and config["OpenStdin"]):
        wrong["Tty"] = config["Tty"]
    if [mount for mount in found["Mounts"] if mount["Type"] != "tmpfs"]:
        wrong["Mounts"] = found["Mounts"]
    return wrong


@pytest.mark.django_db
def test_c18_every_running_machine_has_the_whole_profile(
    engine: DockerEngine, deployment: str, careless: CarelessMake, learner: Person
) -> None:
    loose = careless()
    found = differences(engine.api.inspect_container(loose.handle.id))
    assert {"CapDrop", "ReadonlyRootfs", "PidsLimit", "seccomp", "no-new-privileges"} <= set(found)
    engine.remove(loose.handle)

    services.lab_session_start(user=learner, lab=lab_make())
    row = Machine.objects.create(
        kind="container", image=image_of("container"), runtime="runc", engine_name=f"{deployment}-p"
    )
    machine_warm(row)
    running = engine.list({label_deployment: deployment})
    assert len(running) == 2
    for listed in running:
        assert differences(engine.api.inspect_container(listed.handle.id)) == {}


@pytest.mark.django_db
def test_c18_on_gvisor_and_with_a_network_the_profile_is_no_wider(
    engine: DockerEngine, deployment: str, learner: Person
) -> None:
    if fault := engine.runtime_fault("runsc"):
        pytest.fail(f"This test needs gVisor (`make test` installs it): {fault}")
    pair = tuple(MachineDecl(name=name, kind="container") for name in ("main", "other"))
    sandboxed = services.lab_session_start(user=learner, lab=lab_make("a", runtime="runsc"))
    joined = services.lab_session_start(
        user=learner, lab=lab_make("b", machines=pair, network=True)
    )
    (machine,) = sandboxed.machines.all()
    found = engine.api.inspect_container(machine.handle_id)
    assert differences(found, Runtime="runsc", PidsLimit=1024) == {}

    for machine in joined.machines.all():
        found = engine.api.inspect_container(machine.handle_id)
        (other,) = joined.machines.exclude(pk=machine.pk)
        address = engine.api.inspect_container(other.handle_id)["NetworkSettings"]["Networks"][
            machine.network
        ]["IPAddress"]
        assert (
            differences(
                found,
                NetworkMode=machine.network,
                ExtraHosts=[f"{other.hostname}:{address}"],
                Dns=["192.0.2.1"],
            )
            == {}
        )
    network = engine.api.inspect_network(machine.network)
    services.lab_session_stop(session=joined)
    assert network["Internal"]
    assert network["Options"]["com.docker.network.bridge.inhibit_ipv4"] == "true"
    assert network["IPAM"]["Config"][0]["Subnet"].endswith("/29")
    assert not network["EnableIPv6"]


def test_c18_the_kernel_agrees(machine: Target) -> None:
    users: tuple[User, ...] = ("learner", "root")
    for user in users:
        status = machine.says("cat /proc/self/status", user)
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        for capability in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            assert int(fields[capability], 16) == 0, (user, capability)
        assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")
    assert machine.says("cat /proc/self/oom_score_adj") == "500"
    limit = "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null"
    assert machine.says(limit) == str(128 * MIB)


def test_the_filter_lists_each_call_once_and_none_of_the_dangerous() -> None:
    names = " ".join(calls.values()).split()
    assert len(names) == len(set(names))
    forbidden = """
        mount umount2 pivot_root move_mount open_tree fsopen fsmount fsconfig mount_setattr unshare
        setns clone clone3 keyctl add_key request_key bpf perf_event_open io_uring_setup
        io_uring_enter io_uring_register userfaultfd init_module finit_module delete_module
        kexec_load kexec_file_load reboot swapon swapoff acct quotactl syslog open_by_handle_at
        iopl ioperm settimeofday clock_settime adjtimex chroot socket modify_ldt vhangup
    """
    assert not set(names) & set(forbidden.split())
    assert profile()["defaultAction"] == "SCMP_ACT_ERRNO"
