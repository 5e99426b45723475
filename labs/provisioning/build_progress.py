"""Reads how far an image's build is from what the builder prints: pure."""

from __future__ import annotations

import re
from typing import NamedTuple

step_line = re.compile(r"^Step (\d+)/(\d+) : ")
freeze_line = re.compile(r": booting it once, to resume it ever after$")
freeze_share = 15  # per cent of a build that are left for the boot, where a template is made


class Progress(NamedTuple):
    """`step` of `steps` in the Dockerfile, from 1; 0 while its base is made. `percent` of all."""

    step: int = 0
    steps: int = 0
    percent: int = 0


def progress_read(before: Progress, line: str) -> Progress:
    """What `line` of the builder's output makes of `before`; it never goes back."""
    if found := step_line.match(line):
        step, steps = int(found[1]), int(found[2])
        step = min(step, steps)
        percent = max(0, step - 1) * (100 - freeze_share) // max(1, steps)
        # The template's own layer is laid by a second, short Dockerfile.
        if percent >= before.percent:
            return Progress(step, steps, percent)
    elif freeze_line.search(line):
        return before._replace(step=before.steps, percent=100 - freeze_share)
    return before


def bar(percent: int, width: int = 20) -> str:
    """`██████░░░░` for a terminal."""
    full = percent * width // 100
    return "█" * full + "░" * (width - full)
