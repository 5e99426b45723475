"""Processes that are forked: they say how they ended, and end with whoever made them."""

from __future__ import annotations

import subprocess
import sys

import pytest

# In an interpreter of its own: this one has threads, which a copy would not have.
script = """
import sys, time
from virtlearn.processes import fork

def work():
    {work}

made = fork(work)
{then}
while made.poll() is None:
    time.sleep(0.01)
print(made.returncode, made.poll())
"""


def run(work: str, then: str = "") -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", script.format(work=work, then=then)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("work", "then", "status"),
    [
        ("pass", "", 0),
        ("sys.exit(3)", "", 3),
        ("sys.exit('no')", "", 1),
        ("time.sleep(99)", "made.terminate()", -15),
        ("time.sleep(99)", "made.kill()", -9),
        ("pass", "time.sleep(0.2); made.terminate()", 0),
    ],
)
def test_fork_says_how_it_ended(work: str, then: str, status: int) -> None:
    out, _ = run(work, then)
    assert out == f"{status} {status}\n"


def test_fork_that_fails_says_why_and_tidies_nothing_up() -> None:
    out, errors = run("raise OSError('no room')", "import atexit; atexit.register(print, 'tidied')")
    assert out == "1 1\ntidied\n"
    assert "OSError: no room" in errors
