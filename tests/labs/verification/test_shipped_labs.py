"""Every lab that ships holds, on real machines: each task fails, passes, and fails again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from labs.engines.registry import engine_load, engine_use, in_use
from tests.site import course_folder

labs = sorted(path.parent.name for path in course_folder.glob("labs/*/lab.toml"))


@pytest.mark.parametrize("lab", labs)
def test_a_lab_is_proved_by_its_solutions(lab: str) -> None:
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("docker")
    out = StringIO()
    try:
        call_command("lab", "verify", lab, "--course", str(course_folder), stdout=out)
    finally:
        engine_use(before)
        engine_load.cache_clear()
    assert "1 labs with" in out.getvalue()
