"""Commands that tests give a site's process, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site

whose = ("shell", "-v0", "-c", "import os; print(os.getpid())")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(var=tmp_path)
    yield made
    made.__exit__()


@pytest.mark.slow("starts a process with Django")
def test_commands_share_a_process_that_outlives_their_faults(site: Site) -> None:
    first = site.command(*whose)
    assert int(first)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        site.command("shell", "-v0", "-c", "1 / 0")
    with pytest.raises(RuntimeError, match="CommandError"):
        site.command("course", "publish", "/nowhere")
    assert site.command(*whose) == first
