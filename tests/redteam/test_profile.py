"""C18: what the engine says of running machines is the profile, setting by setting."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labs import services
from labs.engines.base import User, label_deployment
from labs.engines.docker import DockerEngine
from labs.engines.seccomp import calls, profile
from tests.labs.factory import lab_make
from tests.redteam.conftest import CarelessMake
from tests.redteam.machines import Target
from virtlearn.people.models import User as Person

MIB = 1024 * 1024
wanted_host: dict[str, Any] = {
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
    "PidMode": "",
    "UTSMode": "",
    "UsernsMode": "",
    "ShmSize": 8 * MIB,
    "Init": True,
    "OomScoreAdj": 500,
    "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
    "AutoRemove": False,
    "LogConfig": {"Type": "local", "Config": {"max-size": "1m", "max-file": "2"}},
    "Binds": None,
    "Devices": None,
    "DeviceRequests": None,
    "PortBindings": None,
    "VolumesFrom": None,
    "GroupAdd": None,
    "Ulimits": [
        {"Name": "nofile", "Soft": 256, "Hard": 256},
        {"Name": "core", "Soft": 0, "Hard": 0},
    ],
}
wanted_tmpfs = {
    "/tmp": {"rw", "exec", "nosuid", "nodev", "nr_inodes=2048", "size=16m", "mode=1777"},
    "/home/learner": {
        *("rw", "exec", "nosuid", "nodev", "nr_inodes=2048", "size=16m", "mode=0700"),
        *("uid=1000", "gid=1000"),
    },
}


def differences(found: dict[str, Any]) -> dict[str, Any]:
    """What of the profile is not as it must be."""
    host, config = found["HostConfig"], found["Config"]
    options = {path: set(text.split(",")) for path, text in (host.get("Tmpfs") or {}).items()}
    security = host["SecurityOpt"] or []
    filters = [each.removeprefix("seccomp=") for each in security if each.startswith("seccomp=")]
    seen = {name: host.get(name) for name in wanted_host}
    # The engine writes an empty list as null or as [].
    wrong = {
        name: value
        for name, value in seen.items()
        if (value or None) != (wanted_host[name] or None)
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
    running = engine.list({label_deployment: deployment})
    assert len(running) == 1
    for listed in running:
        assert differences(engine.api.inspect_container(listed.handle.id)) == {}


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
