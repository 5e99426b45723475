"""`make test`: the whole suite, in groups that may not run beside each other.

The first needs no machine, so that their images are made beside it. `make test-fast` runs one group
instead, without engine and browser.

Each group runs to its end whatever another one did, so that one run shows all that is wrong. With
AGAIN=yes in the environment (`.ci/run`) what failed runs a second time, alone: what passes then is
flaky, which is said and loses no change.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from virtlearn.setup import steps
from virtlearn.setup.console import SetupError, root, say

# All tests there are marked `browser`; reading them costs seconds in each process.
no_browser = ("--ignore", "tests/e2e")
in_order = "--no-loadscope-reorder"
unit: Sequence[str] = ("-n", "3", in_order, *no_browser, "-m", "unit and not alone")
with_machines: Sequence[Sequence[str]] = (
    ("-n", "3", in_order, *no_browser, "-m", "(engine or vm) and not alone"),
    ("-n", "2", in_order, "-m", "browser and not alone"),
    ("-m", "alone"),
)
fast: Sequence[str] = (
    *("-n", "3", in_order, *no_browser, "-m", "unit and not slow and not alone"),
    *("--hypothesis-profile", "fast", "--no-migrations"),
)
# How pytest ends: pytest.ExitCode.
passed, failed, none_collected = 0, 1, 5


def pytest(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=root, check=False).returncode


def failures_file(folder: Path = root) -> Path:
    """Where pytest notes what failed and has not passed since."""
    return folder / ".pytest_cache" / "v" / "cache" / "lastfailed"


def failures_read(path: Path) -> list[str]:
    try:
        return sorted(json.loads(path.read_text()))
    except (OSError, ValueError):
        return []


def verdict(codes: Sequence[int], again: int | None, chosen: bool) -> int:
    """How the suite ends: 0 where all passed, the first time or `again`; else a group's code.

    `chosen`: not all tests were asked for, so that a group may have none.
    """
    fine = {passed, none_collected} if chosen else {passed}
    faults = [code for code in codes if code not in fine]
    if faults and set(faults) == {failed} and again == passed:
        return passed
    return faults[0] if faults else passed


def whole(arguments: Sequence[str]) -> list[int]:
    """How each group ended. Raises SetupError, after the first, where there are no machines."""
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(images_make)
        codes = [pytest(*unit, *arguments)]
        images_await(made)
    return codes + [pytest(*group, *arguments) for group in with_machines]


def images_make() -> float:
    """Makes what is missing of them, and gives the seconds that it took. Raises SetupError."""
    begin = time.monotonic()
    steps.images_make(show=False)
    return time.monotonic() - begin


def images_await(made: Future[float]) -> None:
    if not made.done():
        say("\n▸ Images of machines …")
    say(f"▸ Images of machines, made beside these tests: {made.result():.1f} s\n")


def main(arguments: Sequence[str]) -> int:
    """Runs the suite, or with `--fast` first among `arguments` the fast group; the rest is for
    pytest. Its exit code, or 1 where machines can't be made."""
    noted = failures_file()
    noted.unlink(missing_ok=True)
    try:
        if arguments[:1] == ["--fast"]:
            arguments = arguments[1:]
            codes = [pytest(*fast, *arguments)]
        else:
            codes = whole(arguments)
    except SetupError as error:
        say(f"\n✗ {error}")
        return 1
    names = failures_read(noted)
    again = None
    if names and failed in codes and os.environ.get("AGAIN") == "yes":
        say(f"\n{len(names)} failed and run a second time, alone:")
        again = pytest("--last-failed", "--last-failed-no-failures", "none", *arguments)
        if flaky := sorted(set(names) - set(failures_read(noted))):
            say("\nFlaky (failed, then passed alone), each a fault to be mended:")
            for name in flaky:
                say(f"  {name}")
    return verdict(codes, again, bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
