"""What a labs engine is: it makes machines, gives streams to their shells, and takes them away.

An engine knows nothing of what is inside a machine but the contract of labs/machines/README.md.
All calls block, and each has a time limit of the engine's own; whatever goes wrong is an
`EngineError`, never an error of the library behind the engine. An engine may be used from several
threads at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from labs.engines.stream import Stream

User = Literal["learner", "root"]
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


class Engine(Protocol):
    """See the module. Removing what is gone is success; every other call on it is MachineGone."""

    def info(self) -> Info: ...

    def image_present(self, image: str) -> bool: ...

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        """Builds `folder` (a machine of labs/machines) as `image`; `say` gets the progress.

        `fresh`: nothing of an earlier build is used, so that it has today's packages. `arguments`
        are the values of its `ARG`s: the names of images that it begins from.
        """

    def images_renew(self, images: Collection[str]) -> None:
        """Says that this installation wants these images: others may share the engine."""

    def images_old_remove(self, images: Collection[str], say: Say) -> None:
        """Removes former versions of `images`, those that no installation has wanted for a day and
        no machine runs; `say` gets their names. Nobody else's images are touched."""

    def images_stages_remove(self, images: Collection[str]) -> None:
        """Removes what is left of the steps that built `images`: it only makes the next build
        quicker, and takes more room than they do."""

    def create(self, spec: MachineSpec) -> Handle: ...

    def start(self, handle: Handle) -> None: ...

    def attach(self, handle: Handle) -> Stream:
        """The console: the terminal of the machine's main process, from now on.

        Also of a machine that was created and not started yet: then its first words are not missed.
        """

    def exec(
        self, handle: Handle, command: Sequence[str], *, rows: int = 24, columns: int = 80
    ) -> Stream:
        """`command` as the learner on a terminal of its own."""

    def program(self, handle: Handle, command: Sequence[str], *, timeout: float) -> RunResult:
        """One of the machine's own programs (`/lab/ready`), as the learner, without input.

        Unlike a script it does not run inside the guest of a virtual machine, but around it.
        """

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        """`script` through /lab/run, for at most `timeout` seconds; output is cut at 64 KiB."""

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        """Each of `scripts` after the other, with what `run` gives for each; none sees another."""

    def resize(self, handle: Handle, rows: int, columns: int, stream: Stream | None = None) -> None:
        """The size of `stream`'s terminal, or of the console's."""

    def log_tail(self, handle: Handle, limit: int = 65536) -> bytes:
        """The last bytes that the console printed, at most `limit`."""

    def poll(self, handle: Handle) -> State:
        """A machine that does not exist is `gone`, no error."""

    def remove(self, handle: Handle) -> None:
        """Stops and removes it, and returns once it is gone."""

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        """Every machine, running or not, that carries all of `labels`."""

    def accelerator(self, image: str, *, look: bool = False) -> Accelerator:
        """What executes the guests of virtual machines of `image`; TCG where nobody has looked.

        `look`: boots a guest with KVM to find out, where that is not known of this host since it
        was started. That takes up to half a minute where it fails, and two seconds where not.
        """

    def runtimes(self) -> Sequence[str]:
        """The runtimes that are installed and were seen to enforce limits; the rest are refused.

        The first call may take a second or two: each is tried on a machine that is then removed.
        """

    def runtime_fault(self, runtime: str) -> str:
        """Why `runtime` cannot be had, in words for the operator; empty where it can."""

    def events(self, stop: threading.Event) -> Iterator[Event]:
        """What happens to machines from this call on, until `stop` is set; blocks between events.

        EngineUnavailable when the connection breaks: what happened then is not known.
        """

    def network_create(self, name: str, labels: Mapping[str, str]) -> None:
        """A network for the machines of one session: they reach each other and nothing else.

        NameTaken where one of that name exists.
        """

    def network_remove(self, name: str) -> None:
        """Its machines must be gone. A network that is gone is success."""

    def networks(self, labels: Mapping[str, str]) -> Sequence[str]:
        """The name of every network that carries all of `labels`."""

    def volume_remove(self, name: str) -> None:
        """A volume that is gone is success."""

    def volumes(self, labels: Mapping[str, str]) -> Sequence[str]:
        """The name of every volume that carries all of `labels`. Machines need none."""

    def processes(self, handle: Handle) -> Sequence[Process]:
        """The processes of a running machine as the host sees them; of a VM, what runs it."""

    def usage(self, handle: Handle) -> Usage:
        """What a running machine takes now."""
