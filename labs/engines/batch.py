"""Several scripts as one, so that a machine is entered once: entering it costs more than a check.

Pure: a script that runs others and marks where each begins and ends, and the reading of its output.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from labs.engines.base import RunResult, Script


def batch_script(scripts: Sequence[Script], mark: str) -> str:
    """Each script in a shell and a time limit of its own; `mark` is a word nobody can guess.

    A shell reads its script from a pipe that the shell around it writes to, never from its
    arguments. Not from a here-document: dash 0.5.12 drops a byte where a line begins as its mark.
    """
    lines = []
    for place, script in enumerate(scripts):
        begin = f"printf '\\n%s begin {place}\\n' {mark}"
        limited = f"timeout --kill-after=1 {script.timeout:g} /bin/sh /proc/self/fd/3"
        lines.append(f"{begin}; {begin} >&2")
        lines.append(
            f"printf 'exec 3<&-; %s\\n' {shlex.quote(script.text)} | {limited} 3<&0 </dev/null"
        )
        lines.append(f"printf '\\n%s end {place} %d\\n' {mark} $?")
    return "\n".join(lines)


def batch_read(output: str, error: str, mark: str, count: int) -> list[RunResult | None]:
    """What each of `count` scripts came to; None for one whose end did not come through."""
    outputs, errors = parts(output, mark), parts(error, mark)
    ends = re.finditer(rf"^{mark} end (\d+) (\d+)$", output, re.MULTILINE)
    statuses = {int(end[1]): int(end[2]) for end in ends}
    results: list[RunResult | None] = []
    for place in range(count):
        if (status := statuses.get(place)) is None:
            results.append(None)
            continue
        timed_out = status in (124, 137)
        results.append(
            RunResult(
                status=None if timed_out else status,
                output=outputs.get(place, ""),
                error=errors.get(place, ""),
                timed_out=timed_out,
            )
        )
    return results


def parts(text: str, mark: str) -> dict[int, str]:
    """What stands between the marks, by place."""
    pieces = re.split(rf"\n{mark} begin (\d+)\n", text)
    found = {}
    for place, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        found[int(place)] = re.split(rf"\n{mark} end \d+ \d+\n", piece)[0]
    return found
