"""C10 to C16: privileges, system calls, devices and the network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines.base import User
from labs.engines.docker.profile import hardening
from labs.provisioning.images import image_of
from tests.redteam.conftest import CarelessMake
from tests.redteam.machines import Careless, Target

denied = 1  # EPERM
not_implemented = 38  # ENOSYS
users: tuple[User, ...] = ("learner", "root")
unconfined = {"security_opt": ["seccomp=unconfined"], "cap_add": ["SYS_ADMIN"]}


def test_c10_a_setuid_program_gives_no_rights(careless: CarelessMake, machine: Target) -> None:
    plant = "cp /usr/bin/id /tmp/rid && chmod 4755 /tmp/rid"
    loose = careless()
    loose.says(plant, "root")
    assert loose.says("/tmp/rid -u") == "0"

    assert machine.says(plant, "root") == ""
    assert machine.says("stat -c %a /tmp/rid") == "4755"
    assert machine.says("/tmp/rid -u") == "1000"
    assert machine.says("find / -xdev -type f -perm /6000 2>/dev/null") == ""
    assert "NoNewPrivs:\t1" in machine.says("cat /proc/self/status")


def test_no_capability_is_left_to_root(careless: CarelessMake, machine: Target) -> None:
    """Removing `cap_drop` from the profile makes this fail: all its other settings are there.

    In a machine, root has no capability for another reason too: its main process is the learner's,
    and no-new-privileges holds for all that are started later. A kind of machine whose main process
    is root has only this wall.
    """
    profile = hardening(machine.engine.limits_of(image_of("container")))
    loose = careless(user="0", **{**profile, "cap_drop": None})
    kept = careless(user="0", **profile)
    for target in (loose, kept, machine):
        target.says("echo secret >~/secret; chmod 600 ~/secret; sleep 60 >/dev/null 2>&1 &")
    attacks = {
        "cat /home/learner/secret": "secret",  # CAP_DAC_OVERRIDE
        "touch /tmp/f; chown 1000 /tmp/f && echo done": "done",  # CAP_CHOWN
        "pkill -u 1000 -x sleep && echo done": "done",  # CAP_KILL
        "setpriv --reuid 1000 --clear-groups echo done": "done",  # CAP_SETUID
    }
    for attack, success in attacks.items():
        assert loose.says(attack, "root") == success
        for target in (kept, machine):
            assert success not in target.says(attack, "root").splitlines(), attack


def test_c11_no_raw_socket(careless: CarelessMake, machine: Target) -> None:
    raw = ("2", "3", "1")  # AF_INET, SOCK_RAW, ICMP
    packet = ("17", "3", "768")  # AF_PACKET, SOCK_RAW, all protocols
    loose = careless()
    for arguments in (raw, packet):
        assert loose.call("socket", *arguments, user="root") == 0
        for user in users:
            assert machine.call("socket", *arguments, user=user) == denied


def test_c12_no_mount_and_no_namespace(careless: CarelessMake, machine: Target) -> None:
    loose = careless(**unconfined)
    mount = "mount -t tmpfs none /mnt && echo mounted"
    assert loose.says(mount, "root") == "mounted"
    unshare = "unshare --user --map-root-user --mount id -u"
    assert loose.says(unshare) == "0"

    for user in users:
        assert "mounted" not in machine.says(mount, user)
        assert "Operation not permitted" in machine.says(unshare, user)
        assert "Operation not permitted" in machine.says("unshare --net true", user)
        assert machine.run("nsenter --net -t 1 true", user).status == 1


def test_c12_clone3_is_no_way_around(careless: CarelessMake, machine: Target) -> None:
    # flags = CLONE_NEWUSER, exit_signal = SIGCHLD; the other fields are zero
    arguments = ('$a = pack("Q8", 0x10000000, 0, 0, 0, 17, 0, 0, 0)', "64")
    assert careless(**unconfined).call("clone3", *arguments) == 0

    for user in users:
        assert machine.call("clone3", *arguments, user=user) == not_implemented


attacks = {
    "keyctl": ("0", "-3", "0"),  # get the session's keyring
    "add_key": ('$a = "user"', '$b = "name"', '$c = "value"', "5", "-3"),
    "bpf": ("0", '$a = pack("L4 x112", 2, 4, 4, 1)', "128"),  # create an array map
    "io_uring_setup": ("1", '$a = "\\0" x 120'),
    "perf_event_open": ('$a = pack("L2 Q2 x96", 1, 112, 1, 0)', "0", "-1", "-1", "0"),
    "userfaultfd": ("1",),
    "setns": ("0", "0"),
    "mount": ('$a = "none"', '$b = "/mnt"', '$c = "tmpfs"', "0", "0"),
    "open_by_handle_at": ("-1", '$a = "\\0" x 64', "0"),
    "init_module": ("0", "0", '$a = ""'),
    "syslog": ("10", "0", "0"),
}
only_kernel = {"setns", "open_by_handle_at", "init_module"}  # what they'd do is too much to try


def test_c13_dangerous_calls_are_denied(careless: CarelessMake, machine: Target) -> None:
    loose = careless(security_opt=["seccomp=unconfined"], privileged=True)
    for name, arguments in attacks.items():
        answer = loose.call(name, *arguments, user="root")
        # Whatever this kernel says to it by itself, it isn't the answer that the profile gives.
        works = answer != denied if name in only_kernel else answer in (0, not_implemented)
        assert works, f"{name}: errno {answer}"

        for user in users:
            assert machine.call(name, *arguments, user=user) == denied, name


def test_c13_no_socket_to_the_hypervisor_or_of_a_rare_kind(
    careless: CarelessMake, machine: Target
) -> None:
    loose = careless(**unconfined)
    stream, raw, packet = "1", "3", "5"
    for name, family, kind in (
        ("vsock", 40, stream),
        ("alg", 38, packet),
        ("can", 29, raw),
        ("rds", 21, packet),
    ):
        assert loose.call("socket", str(family), kind, "0", user="root") != denied, name
        for user in users:
            assert machine.call("socket", str(family), kind, "0", user=user) == denied, name
    assert machine.call("socket", "1", "1", "0") == 0  # what tools need works
    assert machine.call("socket", "2", "1", "0") == 0


def test_c13_no_32_bit_calls(careless: CarelessMake, machine: Target) -> None:
    if machine.says("uname -m") != "x86_64":
        assert machine.says("uname -m") == "aarch64"
        return
    # getpid as x32 (bit 30) passes without a profile where the kernel has it; never with it.
    script = "perl -e 'print syscall(0x40000000 + 39) < 0 ? $! + 0 : 0'"
    assert careless(**unconfined).says(script) in ("0", str(not_implemented))
    assert machine.says(script) != "0"
    assert machine.run(script).output != "0"


def test_c14_kernel_settings_and_cgroups_cannot_be_written(
    careless: CarelessMake, machine: Target
) -> None:
    # Each writes back what it has read: where it works, nothing has changed.
    knob = "f=/proc/sys/vm/swappiness; v=$(cat $f); echo $v >$f && echo written"
    cgroup = (
        "f=$(ls /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null | head -1); "
        "v=$(cat $f); echo $v >$f && echo written"
    )
    loose = careless(privileged=True)
    assert loose.says(knob, "root") == "written"
    assert loose.says(cgroup, "root") == "written"

    for script in (knob, cgroup):
        for user in users:
            said = machine.says(script, user)
            assert "written" not in said
            assert "Read-only file system" in said or "Permission denied" in said
    limit = "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null"
    assert machine.says(limit) == "64"


def test_c15_no_engine_and_no_devices(careless: CarelessMake, machine: Target) -> None:
    search = (
        "find / -xdev -name '*.sock' 2>/dev/null; find / -name 'docker.sock' 2>/dev/null; "
        "find /dev -type b 2>/dev/null; find /dev -type c 2>/dev/null; "
        "ls -d /var/run/docker.sock 2>/dev/null"
    )
    loose = careless(
        privileged=True,
        binds={"/var/run/docker.sock": {"bind": "/var/run/docker.sock", "mode": "ro"}},
    ).says(search)
    assert "docker.sock" in loose
    # Whatever the host has of these is in a privileged container, and in no machine.
    assert {"/dev/kmsg", "/dev/kvm", "/dev/fuse", "/dev/net/tun"} & set(loose.splitlines())

    for user in users:
        found = set(machine.says(search, user).splitlines())
        names = {name.rpartition("/")[0] if "/pts/" in name else name for name in found}
        wanted = {"null", "zero", "full", "random", "urandom", "tty", "console", "pts"}
        assert names <= {f"/dev/{name}" for name in wanted}


@pytest.fixture
def host_port() -> Iterator[int]:
    """A port on which this host listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def reaches(target: Careless | Target, address: str, port: int) -> str:
    script = f"timeout 3 bash -c 'exec 3<>/dev/tcp/{address}/{port} && echo reached'"
    return target.says(script)


def test_c16_nothing_outside_is_reached(
    careless: CarelessMake, machine: Target, host_port: int
) -> None:
    assert reaches(careless(network_mode="host"), "127.0.0.1", host_port) == "reached"

    assert "Connection refused" in reaches(machine, "127.0.0.1", host_port)
    interfaces = machine.says("ls /sys/class/net")
    assert interfaces == "lo"
    for user in users:
        assert machine.says("ip route; ip -6 route show table main", user) == ""
    # There is no way out of the machine, so that these attempts send nothing anywhere.
    for address in ("172.17.0.1", "169.254.169.254", "203.0.113.1", "10.0.0.1"):
        assert "Network is unreachable" in reaches(machine, address, 80)
    assert machine.run("getent hosts example.org").status == 2
    said = machine.says("ip link add dummy0 type dummy && echo made", "root")
    assert "made" not in said


typing = r"""
my $letter = "e";
my $done = ioctl(STDIN, $ARGV[0], $letter);
print "errno ", $done ? 0 : $! + 0, "\n";
"""


def test_l4_nobody_types_into_a_terminal(careless: CarelessMake, machine: Target) -> None:
    """TIOCSTI: into one's own controlling terminal, whoever reads from it."""
    loose = careless()
    for target in (loose, machine):
        target.says(f"cat >/tmp/type <<'over'\n{typing}\nover")
    for number in (0x5412, 0x1_0000_5412):
        attack = f"script -qc 'perl /tmp/type {number}' /dev/null </dev/null"
        if tiocsti_is_there():
            assert "errno 0" in loose.says(attack)
        assert f"errno {denied}" in machine.says(attack)
    # Terminals work: their size is asked for by another of these calls.
    size = machine.says("script -qc 'stty rows 30; stty size' /dev/null </dev/null")
    assert size.startswith("30 ")


def tiocsti_is_there() -> bool:
    """Whether this host's kernel lets ordinary users do it at all."""
    setting = Path("/proc/sys/dev/tty/legacy_tiocsti")
    return not setting.exists() or setting.read_text().strip() == "1"


@pytest.mark.parametrize("protocol", [6, 9, 12, 15, 16])  # XFRM, AUDIT, NETFILTER, UEVENT, GENERIC
def test_l4_few_protocols_of_netlink(
    careless: CarelessMake, machine: Target, protocol: int
) -> None:
    arguments = ("16", "3", str(protocol))
    assert careless().call("socket", *arguments) == 0
    assert machine.call("socket", *arguments) == denied


def test_l4_those_that_tools_need(machine: Target) -> None:
    assert "lo" in machine.says("ip link")
    assert machine.run("ss -t").status == 0


def test_l4_a_machine_does_not_know_its_containers_id(
    careless: CarelessMake, machine: Target
) -> None:
    loose = careless(cgroupns="host")
    assert loose.handle.id in loose.says("cat /proc/self/cgroup")
    assert machine.handle.id not in machine.says("cat /proc/self/cgroup /proc/1/cgroup")
