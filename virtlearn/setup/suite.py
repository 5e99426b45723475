"""`make test`: the whole suite, in three groups that may not run beside each other.

`make test-fast` runs one group instead, without engine and browser, within a minute.

Each group runs to its end whatever another one did, so that one run shows all that is wrong. With
AGAIN=yes in the environment (`.ci/run`) what failed runs a second time, alone: what passes then is
flaky, which is said and loses no change.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from virtlearn.setup.console import root, say

# All tests there are marked `browser`; reading them costs seconds in each process.
no_browser = ("--ignore", "tests/e2e")
groups: Sequence[Sequence[str]] = (
    ("-n", "3", "--no-loadscope-reorder", *no_browser, "-m", "not alone and not browser"),
    ("-n", "2", "--no-loadscope-reorder", "-m", "browser and not alone"),
    ("-m", "alone"),
)
fast: Sequence[Sequence[str]] = (
    (
        *("-n", "3", "--no-loadscope-reorder", *no_browser),
        *("-m", "unit and not slow and not alone"),
        *("--hypothesis-profile", "fast", "--no-migrations"),
    ),
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


def main(arguments: Sequence[str]) -> int:
    """Runs the suite, or with `--fast` first among `arguments` the fast group; the rest is for
    pytest. Its exit code."""
    chosen = groups
    if arguments[:1] == ["--fast"]:
        chosen, arguments = fast, arguments[1:]
    noted = failures_file()
    noted.unlink(missing_ok=True)
    codes = [pytest(*group, *arguments) for group in chosen]
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
