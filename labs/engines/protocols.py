"""What a labs engine is: three small protocols, and whoever needs one of them asks for that alone.

An engine knows nothing of what is inside a machine but the contract of labs/machines/README.md.
All calls block, and each has a time limit of the engine's own; whatever goes wrong is an
`EngineError`, never an error of the library behind the engine. An engine may be used from several
threads at once.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from labs.engines.base import (
    Accelerator,
    Event,
    Handle,
    Info,
    Listed,
    MachineSpec,
    Process,
    RunResult,
    Say,
    Script,
    State,
    Usage,
    User,
    no_arguments,
)
from labs.engines.stream import Stream


class HostFacts(Protocol):
    """What the engine says of its host: what is there, and what machines may run on."""

    def info(self) -> Info: ...

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


class Images(Protocol):
    """The images of machines: built, kept while they are wanted, removed."""

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


@runtime_checkable
class ImageIds(Protocol):
    """What an engine has besides, whose machines are made by the digest of an image."""

    def image_id(self, image: str) -> str:
        """The digest of its content. Raises ImageMissing."""


class Machines(Protocol):
    """Machines and the networks between them.

    Removing what is gone is success; every other call on it is MachineGone.
    """

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

    def events(self, stop: threading.Event) -> Iterator[Event]:
        """What happens to machines from this call on, until `stop` is set; blocks between events.

        EngineUnavailable when the connection breaks: what happened then is not known.
        """

    def processes(self, handle: Handle) -> Sequence[Process]:
        """The processes of a running machine as the host sees them; of a VM, what runs it."""

    def usage(self, handle: Handle) -> Usage:
        """What a running machine takes now."""

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


class Engine(Machines, Images, HostFacts, Protocol):
    """All of it, as the engines of labs/engines/ have it."""
