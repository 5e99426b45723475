"""The benchmarks can be begun: nobody else imports them."""

from __future__ import annotations

import subprocess
import sys

from tests.site import root


def test_every_subject_of_the_benchmarks_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "no-such-figure"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("No such figure: no-such-figure. Known are: ")
    assert "backup_s" in done.stdout
