"""Every lab that ships holds, on real machines: each task fails, passes, and fails again."""

from __future__ import annotations

import tomllib
from io import StringIO

import pytest
from django.core.management import call_command

from labs.engines.docker.engine import DockerEngine
from tests.labs.engine import engine_used
from tests.site import course_folder

labs = sorted(path.parent.name for path in course_folder.glob("labs/*/lab.toml"))


def kind(lab: str) -> pytest.MarkDecorator:
    """How a lab's test is marked, by the machines that it starts."""
    declared = tomllib.loads((course_folder / "labs" / lab / "lab.toml").read_text())
    containers = all(machine["kind"] == "container" for machine in declared["machines"])
    return pytest.mark.engine if containers else pytest.mark.vm


def test_no_lab_of_the_course_is_left_out() -> None:
    """Without any, the test below would be skipped, and prove nothing."""
    assert labs
    assert labs == sorted(path.name for path in (course_folder / "labs").iterdir())


@pytest.mark.parametrize("lab", [pytest.param(lab, marks=kind(lab)) for lab in labs])
def test_a_lab_is_proved_by_its_solutions(docker_engine: DockerEngine, lab: str) -> None:
    out = StringIO()
    with engine_used("docker"):
        call_command("lab", "verify", lab, "--course", str(course_folder), stdout=out)
    assert "1 labs with" in out.getvalue()
