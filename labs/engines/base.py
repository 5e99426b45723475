"""What engines and those who use them hand to each other: machines, results, events, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from virtlearn.core.msgspec_types import types_ready

# Who runs a script in a machine. In a container "checks" is a user whom the learner can neither
# signal nor trace, and who may read what the learner wrote. In a virtual machine all of them are
# its root; "outside" is the same user beside QEMU, in the container that has the guest.
User = Literal["learner", "root", "checks", "outside"]
MachineStatus = Literal["created", "running", "exited", "gone"]
EventKind = Literal["oom", "die", "lost"]
Say = Callable[[str], None]

runtimes_known = ("runc", "runsc")  # what machines were tried with; an engine may have others
no_arguments: Mapping[str, str] = {}
network_machines = 5  # as many as one session's network has room for

# Labels that every machine carries, so that it is found again from the engine's side.
label_deployment = "virtlearn.deployment"  # which installation made it: only that one removes it
label_session = "virtlearn.session"  # the LabSession's UUID
label_machine = "virtlearn.machine"  # its name in the lab
label_kind = "virtlearn.kind"  # the folder of labs/machines
# The key of its row, on a machine that was made for the pool. Labels cannot be changed: whose it
# is once it was claimed, the row says.
label_pool = "virtlearn.pool"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine may take. An image says what it needs by its labels `virtlearn.limit.*`."""

    memory_mb: int = 128
    cpus: float = 0.5
    pids: int = 64
    home_mb: int = 16
    tmp_mb: int = 16
    files: int = 256  # open at once, in one process


class MachineSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A machine to create. `name` is deterministic: creating it twice gives NameTaken.

    `runtime` is one of `Engine.runtimes()`, or empty for the engine's own; another one gives
    RuntimeUnusable, never a machine on something else. `network` is one that `network_create`
    made, or empty for none; only runc has networks. `peers` are then the hostnames of all machines
    on it, this one among them, in the same order for each: by these names they find each other.
    """

    name: str
    image: str
    hostname: str
    labels: Mapping[str, str]
    runtime: str = ""
    network: str = ""
    peers: Sequence[str] = ()


class Handle(msgspec.Struct, frozen=True):
    """A machine that was created: the engine's id of it, and its name."""

    id: str
    name: str


class Script(msgspec.Struct, frozen=True):
    """Something to run in a machine, for at most `timeout` seconds."""

    text: str
    timeout: float


class RunResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a script did. `status` is None where it had no end in time (`timed_out`)."""

    status: int | None
    output: str
    error: str
    timed_out: bool = False


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A machine as the engine's list shows it. `age` in seconds since it was created."""

    handle: Handle
    labels: Mapping[str, str]
    status: MachineStatus
    age: float


class State(msgspec.Struct, frozen=True, kw_only=True):
    status: MachineStatus
    exit_code: int | None = None
    out_of_memory: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a machine at `at`, in seconds since 1970.

    oom: the kernel ended a process of it for lack of memory; the machine may go on. die: its main
    process ended, with `exit_code`. lost: it was removed.
    """

    kind: EventKind
    handle: Handle
    labels: Mapping[str, str]
    exit_code: int | None = None
    at: float


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine takes now, in bytes; files that the kernel only caches do not count."""

    memory_bytes: int


class Process(msgspec.Struct, frozen=True):
    """A process of a machine with the number that the host has for it."""

    pid: int
    command: str


class Accelerator(msgspec.Struct, frozen=True, kw_only=True):
    """What executes the guests' code: the processor itself (KVM), or QEMU's translator (TCG)."""

    name: Literal["KVM", "TCG"]
    why: str = ""  # not KVM, in words for the operator
    processor: str = ""  # the host's, as its kernel names it
    group: int = 0  # of the host's, that may use /dev/kvm

    @property
    def place(self) -> str:
        """What a template is good for: another accelerator or processor needs another one.

        Empty where nobody has looked.
        """
        return f"{self.name} {self.processor}" if self.processor else ""


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine says of itself; `memory` and `disk_free` in bytes."""

    name: str  # "Docker 20.10.24"
    kernel: str
    cpus: int
    memory: int
    disk: str = ""  # where it keeps images and machines, if this host can see it
    disk_free: int = 0  # there; 0: not known
    holes: Sequence[str] = ()  # of what machines run on, that are known and not mended


types_ready(Limits, Event)
