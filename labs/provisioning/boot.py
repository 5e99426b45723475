"""Boots a new machine, from its row to its shell's first prompt."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

from labs.engines.base import MachineSpec
from labs.engines.errors import EngineError, MachineEnded, MachineSilent
from labs.engines.protocols import Machines
from labs.engines.stream import Stream
from labs.models import Machine

first_most = 4096  # bytes of the first output that are kept
# What a terminal is told without a character being drawn, whole or as far as it has come.
control = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[^\[\]])?")
progress_begun = re.compile(rb"\x1b(?:\](?:9(?:;[\d;]*)?)?)?\Z")  # and the rest of it comes
progress_told = re.compile(rb"\x1b\]9;4;([01])(?:;(\d{1,3}))?\x07")


def machine_boot(
    engine: Machines, row: Machine, labels: Mapping[str, str], peers: Sequence[str] = ()
) -> Stream:
    """Creates and starts the machine of a row; its console from the first word on.

    `peers` are the hostnames of all machines on its network. Raises EngineError.
    """
    began = time.monotonic()
    handle = engine.create(
        MachineSpec(
            name=row.engine_name,
            image=row.image,
            hostname=row.hostname,
            labels=labels,
            runtime=row.runtime,
            network=row.network,
            peers=peers if row.network else (),
        )
    )
    # The handle is written before the start: from here on the machine is found from both sides.
    Machine.objects.filter(pk=row.pk).update(handle_id=handle.id)
    stream = engine.attach(handle)
    try:
        engine.start(handle)
    except EngineError:
        stream.close()
        raise
    stream.began = began
    return stream


def prompt_await(row: Machine, stream: Stream, quiet: float) -> bytes:
    """The first output of a row's machine, as `first_output`.

    Notes how far a boot has come, and how long it took from the machine's creation to its prompt.
    """
    rows = Machine.objects.filter(pk=row.pk)
    first = first_output(stream, quiet, lambda percent: rows.update(boot_percent=percent))
    rows.update(prompt_ms=(time.monotonic() - stream.began - quiet) * 1000)
    return first


def first_output(
    stream: Stream,
    quiet: float,
    progress: Callable[[int], object] = lambda percent: None,
    *,
    line_quiet: float = 2.0,
    patience: float = 20.0,
) -> bytes:
    """What a new shell prints until it has been quiet for so many seconds, and so waits.

    A prompt stands in a line that is not finished. After a whole line more is waited for, so many
    seconds (`line_quiet`): it may be what a program says before it ends. For the first prompt it
    has `patience`. Where only the terminal was told something (bash does
    that before its prompt, and on a busy host a while before) the prompt is still to come. Empty
    where only whole lines came: the engine's log has what else does. A machine that has to boot
    tells how far it is, in percent: that is no output, and goes to `progress`. Raises EngineError
    where it says nothing, and where it ends: its command may be bad.
    """
    data, booting = progress_take(stream.head, progress, booting=False)
    try:
        while len(data) < first_most:
            seen = shown(data)
            if booting or not seen or progress_begun.search(data):
                stream.socket.settimeout(patience)
            else:
                stream.socket.settimeout(line_quiet if seen.endswith(b"\n") else quiet)
            if not (more := stream.socket.recv(first_most)):
                said = data.decode(errors="replace").strip()
                raise MachineEnded(f"the machine's main process ended at once: {said}")
            data, booting = progress_take(data + more, progress, booting=booting)
    except TimeoutError:
        if not data:
            raise MachineSilent(f"no prompt came within {patience:g} seconds") from None
    except OSError as error:
        raise EngineError(f"the console failed: {error}") from error
    seen = shown(data)
    return data[:first_most] if seen and not seen.endswith(b"\n") else b""


def shown(data: bytes) -> bytes:
    """What of `data` can be seen: not what a terminal is told, nor the way to its line's begin."""
    return control.sub(b"", data).replace(b"\r", b"")


def progress_take(
    data: bytes, progress: Callable[[int], object], *, booting: bool
) -> tuple[bytes, bool]:
    """`data` without what it tells of a boot, and whether one is under way then.

    It is told as programs tell it to terminals that show it ("OSC 9;4").
    """
    for found in progress_told.finditer(data):
        booting = found[1] == b"1"
        if booting:
            progress(min(100, int(found[2] or 0)))
    rest = progress_told.sub(b"", data)
    return rest, booting
