"""`make mutate`: samples mutants of the pure rooms and reports which no test noticed.

ONLY=lessons.quizzes,labs.boot: other packages or modules; SAMPLE=200 mutants; SEED=1; JOBS=2 at a
time. The same seed on the same code takes the same mutants. Ends with 1 where the tests fail
without any mutant, since then nothing can be told.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.modules import Module, mirrors_of, modules_of, pure_rooms, root
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import Outcome, Trial, begin, ended, warm_up

least_seconds = 20.0
patience = 5.0  # times what the tests take without a mutant
slow_seconds = 2.0  # a single test that takes longer is left out


@dataclass(frozen=True)
class Work:
    """Tests to run, in this order, less those of the ids `without`, against `mutant`, if any."""

    module: Module
    tests: tuple[Path, ...]
    mutant: Mutant | None = None
    without: frozenset[str] = frozenset()
    limit: float = 900.0


@dataclass(frozen=True)
class Ended:
    work: Work
    outcome: Outcome
    output: str
    seconds: dict[str, float]  # of each test


def sample(modules: Sequence[Module], size: int, seed: int) -> list[tuple[Module, Mutant]]:
    """`size` mutants out of all, by chance, in the order of the files."""
    everything = [
        (module, mutant) for module in modules for mutant in mutants(module.path.read_text())
    ]
    chosen = random.Random(seed).sample(range(len(everything)), min(size, len(everything)))
    print(f"{len(chosen)} of {len(everything)} mutants, seed {seed}", flush=True)
    return [everything[at] for at in sorted(chosen)]


def run(works: Sequence[Work], jobs: int) -> Iterator[Ended]:
    """Tries each, `jobs` at a time; gives them as they end."""
    waiting = list(reversed(works))
    busy: list[tuple[Work, Trial]] = []
    while waiting or busy:
        while waiting and len(busy) < jobs:
            work = waiting.pop()
            tree = work.mutant.tree() if work.mutant else None
            trial = begin(work.module.name, tree, work.tests, root, work.without)
            busy.append((work, trial))
        for work, trial in list(busy):
            if (outcome := ended(trial, work.limit)) is not None:
                busy.remove((work, trial))
                output = trial.output.read_text(errors="replace")
                times = trial.times.read_text() if trial.times.exists() else "{}"
                trial.forget()
                yield Ended(work, outcome, output, json.loads(times))
        time.sleep(0.02)


def timed(modules: Sequence[Module], jobs: int) -> dict[frozenset[Path], dict[str, float]] | None:
    """What each test takes without a mutant, by the sets of tests; None where one fails."""
    sets = {frozenset(tests): module for module in modules if (tests := mirrors_of(module))}
    found: dict[frozenset[Path], dict[str, float]] = {}
    works = [Work(module, tuple(sorted(tests))) for tests, module in sets.items()]
    for each in run(works, jobs):
        if each.outcome != "survived":
            print(f"the tests of {each.work.module.name} fail without a mutant", file=sys.stderr)
            print(each.output[-2000:], file=sys.stderr)
            return None
        found[frozenset(each.work.tests)] = each.seconds
    return found


def planned(module: Module, mutant: Mutant, seconds: dict[str, float]) -> Work:
    """The tests of the module's own name first, then the quicker files."""
    stem = module.name.rpartition(".")[2]
    by_file: dict[str, float] = {}
    for test, took in seconds.items():
        name = Path(test.partition("::")[0]).name
        by_file[name] = by_file.get(name, 0.0) + took
    tests = sorted(
        mirrors_of(module),
        key=lambda path: (not path.stem.startswith(f"test_{stem}"), by_file.get(path.name, 0.0)),
    )
    slow = frozenset(test for test, took in seconds.items() if took > slow_seconds)
    whole = sum(took for test, took in seconds.items() if test not in slow)
    limit = max(least_seconds, patience * whole)
    return Work(module, tuple(tests), mutant, slow, limit)


def tried(works: Sequence[Work], jobs: int) -> dict[str, Counter[Outcome]]:
    by_room: dict[str, Counter[Outcome]] = {}
    for each in run(works, jobs):
        module, mutant = each.work.module, each.work.mutant
        by_room.setdefault(module.room, Counter())[each.outcome] += 1
        if mutant is not None and each.outcome in {"survived", "broken"}:
            told(module, mutant, each.outcome)
        if each.outcome == "broken":
            print(each.output[-500:])
    return by_room


def told(module: Module, mutant: Mutant, outcome: str) -> None:
    place = f"{module.path.relative_to(root)}:{mutant.line}"
    print(f"{outcome} {place}\n  - {mutant.was}\n  + {mutant.now}", flush=True)


def report(by_room: dict[str, Counter[Outcome]]) -> None:
    """A mutant whose tests did not end in time was noticed."""
    rows = [*sorted(by_room.items()), ("all", sum(by_room.values(), Counter[Outcome]()))]
    for room, counted in rows:
        noticed, of = counted["killed"] + counted["late"], counted.total()
        if of:
            print(f"{room:24} {noticed:4} of {of:4} killed, {noticed / of:4.0%}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--only", default="", help="packages or modules, parted by commas")
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    rooms = [name for name in given.only.split(",") if name] or pure_rooms()
    try:
        modules = list(modules_of(rooms))
    except LookupError as error:
        parser.error(str(error))
    chosen = sample(modules, given.sample, given.seed)
    warm_up()
    names = {module.name for module, _ in chosen}
    seconds = timed([module for module in modules if module.name in names], given.jobs)
    if seconds is None:
        return 1
    works = []
    untested: Counter[str] = Counter()
    for module, mutant in chosen:
        if tests := mirrors_of(module):
            works.append(planned(module, mutant, seconds[frozenset(tests)]))
        else:
            told(module, mutant, "untested")
            untested[module.room] += 1
    slow = frozenset[str]().union(*(work.without for work in works))
    print(f"left out: {len(slow)} tests that take more than {slow_seconds:g} s each", flush=True)
    by_room = tried(works, given.jobs)
    for room, count in untested.items():
        by_room.setdefault(room, Counter())["survived"] += count
    report(by_room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
