"""`make mutate`: samples mutants of the pure rooms and reports which no test noticed.

ONLY=lessons.quizzes,labs.boot: other packages or modules; SAMPLE=200 mutants; SEED=1; JOBS=2 at a
time. The same seed on the same code takes the same mutants. Ends with 1 where the tests fail
without any mutant, since then nothing can be told.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.mutation.modules import Module, mirrors_of, modules_of, pure_rooms, root
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import Outcome, Trial, begin, ended, warm_up

least_seconds = 20.0
patience = 5.0  # times what the tests take without a mutant


@dataclass(frozen=True)
class Work:
    module: Module
    mutant: Mutant | None  # None: the tests alone


@dataclass
class Tally:
    seconds: dict[str, float] = field(default_factory=dict)  # of a module's tests, unmutated
    by_room: dict[str, Counter[Outcome]] = field(default_factory=dict)
    failing: list[str] = field(default_factory=list)


def sample(modules: Sequence[Module], size: int, seed: int) -> list[Work]:
    """`size` mutants out of all, by chance, in the order of the files."""
    all_of_them = [
        Work(module, mutant) for module in modules for mutant in mutants(module.path.read_text())
    ]
    chosen = random.Random(seed).sample(range(len(all_of_them)), min(size, len(all_of_them)))
    print(f"{len(chosen)} of {len(all_of_them)} mutants, seed {seed}", flush=True)
    return [all_of_them[at] for at in sorted(chosen)]


def run(
    works: Sequence[Work],
    jobs: int,
    limit_of: Callable[[Work], float],
    told: Callable[[Work, Outcome, float, str], None],
) -> None:
    """Tries each, `jobs` at a time."""
    waiting = list(reversed(works))
    busy: list[tuple[Work, Trial]] = []
    while waiting or busy:
        while waiting and len(busy) < jobs:
            work = waiting.pop()
            tree = work.mutant.tree() if work.mutant else None
            busy.append((work, begin(work.module.name, tree, mirrors_of(work.module), root)))
        for work, trial in list(busy):
            if (outcome := ended(trial, limit_of(work))) is not None:
                busy.remove((work, trial))
                output = trial.output.read_text(errors="replace")
                trial.output.unlink()
                told(work, outcome, time.monotonic() - trial.began, output)
        time.sleep(0.02)


def measured(modules: Sequence[Module], jobs: int) -> Tally:
    """How long each module's tests take, and whether they pass, without a mutant."""
    tally = Tally()

    def told(work: Work, outcome: Outcome, seconds: float, output: str) -> None:
        tally.seconds[work.module.name] = seconds
        if outcome != "survived":
            tally.failing.append(work.module.name)
            print(f"{work.module.name}: its tests fail without a mutant\n{output[-2000:]}")

    tested = [module for module in modules if mirrors_of(module)]
    run([Work(module, None) for module in tested], jobs, lambda _: 600.0, told)
    return tally


def tried(works: Sequence[Work], tally: Tally, jobs: int) -> None:
    def limit_of(work: Work) -> float:
        return max(least_seconds, patience * tally.seconds[work.module.name])

    def told(work: Work, outcome: Outcome, _: float, output: str) -> None:
        tally.by_room.setdefault(work.module.room, Counter())[outcome] += 1
        mutant = work.mutant
        if mutant is not None and outcome in {"survived", "broken"}:
            place = f"{work.module.path.relative_to(root)}:{mutant.line}"
            print(f"{outcome} {place}\n  - {mutant.was}\n  + {mutant.now}", flush=True)
        if outcome == "broken":
            print(output[-500:])

    run([work for work in works if work.module.name in tally.seconds], jobs, limit_of, told)
    for work in works:
        if work.module.name not in tally.seconds:
            told(work, "survived", 0, "")  # no test mirrors it


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
    works = sample(modules, given.sample, given.seed)
    warm_up()
    names = {work.module.name for work in works}
    tally = measured([module for module in modules if module.name in names], given.jobs)
    if tally.failing:
        return 1
    tried(works, tally, given.jobs)
    report(tally.by_room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
