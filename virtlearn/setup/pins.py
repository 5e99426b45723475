"""Whether every pinned package, with what it needs, can be had for each Python of the README.

pip resolves requirements.txt as if it ran on that Python, and loads nothing but the index's words
and the packages' metadata. Where the index does not answer, that is said and is no fault.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from virtlearn.setup.console import root, say
from virtlearn.setup.steps import digest, done, venv

pins = root / "requirements.txt"
stamp = venv / ".pins"  # what was found good, so that it is not asked for at every check
# The systems' own: Debian 12, Ubuntu 24.04, Debian 13.
pythons = ("3.11.2", "3.12.3", "3.13.5")
platforms = ("manylinux2014_x86_64", "manylinux_2_28_x86_64")
seconds = 300
# pip tells the versions that it knows; of an index that is away it knows none.
unknown = re.compile(r"^ERROR: .*\(from versions: none\)$", re.MULTILINE)


def command(python: str, file: Path, folder: Path) -> list[str]:
    """pip's resolution of `file` for `python`; nothing gets into `folder`."""
    return [
        *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"),
        *("--disable-pip-version-check", "--only-binary=:all:", "--implementation=cp"),
        *(f"--python-version={python}", *(f"--platform={each}" for each in platforms)),
        *(f"--target={folder}", f"--requirement={file}"),
    ]


def pins_fault(python: str, file: Path = pins) -> str | None:
    """Why `file` can't be had for `python`; empty where it can, None where no index answers."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            ended = subprocess.run(
                command(python, file, Path(folder)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return "" if ended.returncode == 0 else fault_read(python, ended.stderr)


def fault_read(python: str, said: str) -> str | None:
    """What of pip's words is a fault of the pins."""
    if unknown.search(said) or "ERROR:" not in said:
        return None
    lines = [line for line in said.splitlines() if not line.startswith("ERROR: Ignored the ")]
    return f"for Python {python}:\n" + "\n".join(lines)


def pins_check() -> str:
    """What is wrong, for all Pythons; empty where nothing is."""
    value = digest(pins, Path(__file__))
    if done(stamp, value):
        return ""
    with ThreadPoolExecutor() as pool:
        found = dict(zip(pythons, pool.map(pins_fault, pythons), strict=True))
    if away := [python for python, fault in found.items() if fault is None]:
        say(f"  The package index did not answer for Python {', '.join(away)}: not judged.")
    elif not any(found.values()):
        stamp.write_text(value)
    return "\n".join(fault for fault in found.values() if fault)
