"""How long a newcomer waits for the first page, on a bare Debian and at the second start.

`make run` of an ordinary user in a minimal system, without an engine. Floors, each in a system that
is as bare: for the first start a clone and the pinned Python packages in an environment, by pip
alone; for the second one a look whether the database is migrated.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.figure import Figure, in_turns
from virtlearn.setup.console import root
from virtlearn.setup.fresh import cases, commands
from virtlearn.setup.fresh.host import host_read
from virtlearn.setup.fresh.journey import Journey, Limits
from virtlearn.setup.fresh.possible import able
from virtlearn.setup.fresh.system import System, archive_make

names = ("first_page_bare_s", "first_page_again_s")
suite = "bookworm"
case = cases.Case(cases.learner, cases.Engine.NONE)
folder = Path("/var/tmp/virtlearn-fresh")
limits = Limits(page_seconds=900, run=True, test=False, test_arguments="")
bare_rounds = 2
again_rounds = 3
packages_alone = (
    "python3 -m venv alone && alone/bin/pip install -q --disable-pip-version-check "
    "-r virtlearn/requirements.txt"
)
Found = TypeVar("Found")
migrated = "cd virtlearn && .venv/bin/python manage.py migrate --check"


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    able()
    on = f"{suite}, {case.name}"
    if names[0] in wanted:
        with quiet():
            bare, alone = in_turns(
                partial(in_bare_system, first_start),
                partial(in_bare_system, alone_once),
                bare_rounds,
            )
        yield Figure(names[0], bare, "s", alone, bare_rounds, on)
    if names[1] in wanted:
        with quiet():
            again, check = in_bare_system(second_starts)
        yield Figure(names[1], again, "s", check, again_rounds, on)


@contextmanager
def quiet() -> Iterator[None]:
    """What is printed meanwhile goes to the standard error: figures alone are for programs."""
    with redirect_stdout(sys.stderr):
        yield


def in_bare_system(work: Callable[[Journey], Found]) -> Found:
    """Give what `work` finds in a system of its own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    packages = commands.packages_needed((root / "README.md").read_text())
    host = host_read(suite, [case.home])
    logs = folder / "logs" / "bench"
    logs.mkdir(parents=True, exist_ok=True)
    with System(archive_make(suite, packages, host, folder), case, host, folder) as system:
        return work(Journey(system, logs, limits))


def first_start(journey: Journey) -> float:
    """Give the seconds from before the clone until the first page."""
    begin = time.monotonic()
    clone(journey)
    return served(journey, begin)


def alone_once(journey: Journey) -> float:
    begin = time.monotonic()
    clone(journey)
    journey.system.run(packages_alone, journey.log("packages"))
    return time.monotonic() - begin


def second_starts(journey: Journey) -> tuple[float, float]:
    """Give the medians of further starts and of as many looks at the database."""
    first_start(journey)
    return in_turns(
        lambda: served(journey, time.monotonic()), partial(migrated_once, journey), again_rounds
    )


def migrated_once(journey: Journey) -> float:
    begin = time.monotonic()
    journey.system.run(migrated, journey.log("migrated"))
    return time.monotonic() - begin


def clone(journey: Journey) -> None:
    journey.system.run(commands.clone_script(journey.folder), journey.log("clone"))


def served(journey: Journey, begin: float) -> float:
    """`make run` until its first page. Raises RuntimeError with what was wrong."""
    journey.serve("page_s", begin)
    if journey.outcome.faults:
        raise RuntimeError("\n".join(journey.outcome.faults))
    return journey.outcome.figures["page_s"]
