"""Builds the images of machines in the order in which courses need them, and tells how far it is.

Whoever builds (`manage.py lab images`) writes its progress into rows, since pages are served by
other processes, which show it to those who wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from labs.engines.base import Say
from labs.engines.errors import DiskFull, EngineError
from labs.engines.protocols import Engine
from labs.models import BuildState, ImageBuild
from labs.provisioning.broker_manifest import manifest_publish
from labs.provisioning.build_progress import Progress, progress_read
from labs.provisioning.disk import disk_fault
from labs.provisioning.images import image_make, image_of, parents_of
from labs.spec.definition import LabSpec, machine_kinds

heartbeat_seconds = 10.0  # how often whoever builds says that it is still there
silence_most = timedelta(seconds=45)  # who was silent for longer builds no more
write_gap = 0.5  # seconds between two rows of progress, so that steps from a cache cost nothing

Show = Callable[[str, Progress], None]


def build_order(specs: Iterable[LabSpec], wanted: Collection[str] = ()) -> list[str]:
    """Kinds of machine in the order of the labs that need them, each after what it stands on.

    `wanted`: only these, and what they stand on; empty: all that this installation has, those that
    no lab needs last.
    """
    known = machine_kinds()
    named = [machine.kind for spec in specs for machine in spec.machines if machine.kind in known]
    order = [kind for kind in dict.fromkeys([*named, *sorted(known)]) if kind in (wanted or known)]
    found: dict[str, None] = {}

    def add(kind: str) -> None:
        for parent in parents_of(kind):
            add(parent)
        found.setdefault(kind)

    for kind in order:
        add(kind)
    return list(found)


def images_build(
    engine: Engine, kinds: Sequence[str], say: Say, show: Show, *, fresh: bool = False
) -> dict[str, EngineError]:
    """Builds the images of `kinds` one after the other; gives what failed, by kind.

    What stands on an image that failed is not tried. `say` gets every line of the builder, `show`
    each step. Raises EngineError where the engine does not answer at all.
    """
    failed: dict[str, EngineError] = {}
    builds_plan(kinds)
    with heartbeat(kinds):
        for kind in kinds:
            if lacking := [parent for parent in parents_of(kind) if parent in failed]:
                failed[kind] = EngineError(f"it stands on {lacking[0]}, which could not be built")
                build_set(kind, BuildState.FAILED, detail=failed[kind].message)
                continue
            try:
                if fault := disk_fault(kind, engine.info()):
                    raise DiskFull(fault)
                image_build(engine, kind, say, show, fresh=fresh)
            except EngineError as error:
                failed[kind] = error
                say(f"{image_of(kind)}: {error.message}")
                build_set(kind, BuildState.FAILED, detail=error.message)
    return failed


def image_build(engine: Engine, kind: str, say: Say, show: Show, *, fresh: bool) -> None:
    """Builds one, with its row kept in step. Raises EngineError."""
    progress = Progress()
    written = 0.0

    def heard(line: str) -> None:
        nonlocal progress, written
        say(line)
        before, progress = progress, progress_read(progress, line)
        if progress == before:
            return
        show(kind, progress)
        if time.monotonic() - written >= write_gap:
            written = time.monotonic()
            build_set(kind, BuildState.BUILDING, progress)

    build_set(kind, BuildState.BUILDING, progress)
    show(kind, progress)
    image_make(engine, kind, heard, fresh=fresh)
    manifest_publish(engine)
    build_set(kind, BuildState.BUILT, progress._replace(step=progress.steps, percent=100))


def builds_plan(kinds: Sequence[str]) -> None:
    """Every kind of this run gets its place in line; rows of kinds that are no more go."""
    ImageBuild.objects.exclude(kind__in=machine_kinds()).delete()
    for position, kind in enumerate(kinds):
        values = {"state": BuildState.WAITING, "position": position, "at": timezone.now()}
        ImageBuild.objects.update_or_create(
            kind=kind, defaults={**values, "step": 0, "steps": 0, "percent": 0, "detail": ""}
        )


def build_set(
    kind: str, state: BuildState, progress: Progress | None = None, *, detail: str = ""
) -> None:
    values = progress._asdict() if progress else {}
    rows = ImageBuild.objects.filter(kind=kind)
    rows.update(state=state, detail=detail, at=timezone.now(), **values)


@contextmanager
def heartbeat(kinds: Collection[str]) -> Iterator[None]:
    """Says in the rows of `kinds` that somebody builds, since a step may be silent for minutes."""
    stopped = threading.Event()

    def beat() -> None:
        under_way = (BuildState.WAITING, BuildState.BUILDING)
        while not stopped.wait(heartbeat_seconds):
            rows = ImageBuild.objects.filter(kind__in=kinds, state__in=under_way)
            rows.update(at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, name="image-builds", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def builds_of(kinds: Collection[str]) -> list[ImageBuild]:
    """Of `kinds` those whose build is under way, waits or failed, in the order of the work.

    A build of which nothing was heard for a while is none: its process has ended.
    """
    young = timezone.now() - silence_most
    rows = ImageBuild.objects.filter(kind__in=kinds).exclude(state=BuildState.BUILT)
    return [
        row
        for row in rows.order_by("position")
        if row.state == BuildState.FAILED or row.at >= young
    ]
