"""`python3 -m virtlearn.setup.fresh --suite bookworm`: see CONTRIBUTING.md, "On a bare system"."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from virtlearn.setup.console import SetupError, root, say, step
from virtlearn.setup.fresh import cases, commands
from virtlearn.setup.fresh.host import Host, host_read
from virtlearn.setup.fresh.journey import Journey, Limits, Outcome
from virtlearn.setup.fresh.possible import NotPossibleError, able
from virtlearn.setup.fresh.report import json_lines, table
from virtlearn.setup.fresh.system import System, archive_make


def options_read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m virtlearn.setup.fresh", description=__doc__)
    parser.add_argument("--suite", choices=commands.suites, default=commands.suites[0])
    parser.add_argument("--cases", default="", help="user-none,root-ready,…; all of them")
    parser.add_argument("--only", choices=("all", "run", "test"), default="all")
    parser.add_argument("--test", default="", help="arguments for pytest")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/virtlearn-fresh"))  # noqa: S108
    parser.add_argument("--page-seconds", type=float, default=900)
    parser.add_argument(
        "--if-possible", action="store_true", help="no failure where no bare system can be made"
    )
    parser.add_argument("--keep", action="store_true", help="leave the systems' folders")
    return parser.parse_args(arguments)


def case_run(case: cases.Case, archive: Path, host: Host, options: argparse.Namespace) -> Outcome:
    say(f"\n{options.suite}, {case.name}")
    logs = options.folder / "logs" / options.suite
    logs.mkdir(parents=True, exist_ok=True)
    run, test = options.only != "test", options.only != "run"
    limits = Limits(options.page_seconds, run, test, options.test)
    try:
        with System(archive, case, host, options.folder, keep=options.keep) as system:
            return Journey(system, logs, limits).go()
    except SetupError as error:
        say(f"✗ {error}\n{error.mend}".rstrip())
        return Outcome(case, faults=[str(error)])


def terminate(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second one would stop the taking down
    raise KeyboardInterrupt


def main() -> int:
    options = options_read(sys.argv[1:])
    signal.signal(signal.SIGTERM, terminate)  # so that the systems are taken down then, too
    outcomes: list[Outcome] = []
    try:
        chosen = cases.named(options.cases)
        able()
        packages = commands.packages_needed((root / "README.md").read_text())
        # Copies of what this host knows registries by may hold passwords.
        options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        host = host_read(options.suite, sorted({case.home for case in cases.every}))
        for folder in host.folders:
            say(f"  pip or npm reads {folder}: it is shown inside, read-only")
        with step(f"A bare {options.suite} with {' '.join(packages)}"):
            archive = archive_make(options.suite, packages, host, options.folder)
        outcomes += [case_run(case, archive, host, options) for case in chosen]
    except NotPossibleError as error:
        say(f"\n✗ Not tried on a bare {options.suite}: {error}\n{error.mend}".rstrip())
        return int(not options.if_possible)
    except (SetupError, ValueError) as error:
        say(f"\n✗ {error}\n{getattr(error, 'mend', '')}".rstrip())
        return 1
    except KeyboardInterrupt:
        say("\nStopped; what it had made is removed.")
        return 130
    say(f"\n{table(outcomes)}\n")
    for line in json_lines(options.suite, outcomes):
        say(line)
    return int(any(outcome.faults for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
