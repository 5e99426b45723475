"""How Chromium is started: the system's, without what it does in the background.

Its headless shell renders the same pages without the browser around them, for little more than
half of the processor's time. Where it isn't installed, Chromium as a whole does.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

from virtlearn.setup.needs import browsers


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    program = next(filter(None, map(shutil.which, browsers)), None)
    if program is None:
        pytest.fail("No Chromium here. As root: make system")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        "executable_path": program,
        "args": [*root, *quiet, "--disable-gpu", "--disable-quic", "--no-first-run"],
    }
