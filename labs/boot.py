"""A new machine, from its row to the prompt of its shell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labs.engines.base import Engine, EngineError, MachineSpec, Stream
from labs.models import Machine

patience = 20.0  # seconds for a new machine's first prompt
line_quiet = 2.0  # seconds without output after which a whole line is taken for a prompt too
first_most = 4096  # bytes of the first output that are kept


def machine_boot(
    engine: Engine, row: Machine, labels: Mapping[str, str], peers: Sequence[str] = ()
) -> Stream:
    """Creates and starts the machine of a row; its console from the first word on.

    `peers` are the hostnames of all machines on its network. Raises EngineError.
    """
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
    return stream


def first_output(stream: Stream, quiet: float) -> bytes:
    """What a new shell prints until it has been quiet for so many seconds, and so waits.

    A prompt stands in a line that is not finished. After a whole line more is waited for: it may
    be what a program says before it ends. Raises EngineError where it says nothing, and where it
    ends: its command may be bad.
    """
    data = stream.head
    try:
        while len(data) < first_most:
            wait = line_quiet if data.endswith(b"\n") else quiet
            stream.socket.settimeout(wait if data else patience)
            if not (more := stream.socket.recv(first_most)):
                said = data.decode(errors="replace").strip()
                raise EngineError(f"the machine's main process ended at once: {said}")
            data += more
    except TimeoutError:
        if not data:
            raise EngineError(f"no prompt came within {patience:g} seconds") from None
    except OSError as error:
        raise EngineError(f"the console failed: {error}") from error
    return data[:first_most]
