"""Every test has its kind, and one of kind `unit` reaches no engine."""

from __future__ import annotations

import pytest

from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineUnavailable
from tests.conftest import piece_of
from tests.markers import collected, kind_of


def test_every_test_has_one_kind(request: pytest.FixtureRequest) -> None:
    found = request.config.stash[collected]
    assert request.node.nodeid in found
    assert {name: kinds for name, kinds in found.items() if len(kinds) != 1} == {}


@pytest.mark.parametrize(
    ("folder", "fixtures", "kind"),
    [
        ("labs", ["tmp_path", "engine"], "unit"),
        ("labs", ["engine", "docker_engine"], "engine"),
        ("redteam", ["docker_engine", "vm_engine"], "vm"),
        ("redteam", ["page", "browser", "docker_engine"], "browser"),
        ("e2e", [], "browser"),
    ],
)
def test_the_kind_follows_from_folder_and_fixtures(
    folder: str, fixtures: list[str], kind: str
) -> None:
    assert kind_of(folder, fixtures) == kind


def test_a_unit_test_reaches_no_engine() -> None:
    with pytest.raises(EngineUnavailable):
        DockerEngine().info()


def test_an_engine_test_reaches_it(docker_engine: DockerEngine) -> None:
    assert docker_engine.info().name


@pytest.mark.parametrize(
    ("test", "piece"),
    [
        ("tests/e2e/test_visits.py::test_a[en]", "tests/e2e/test_visits.py::test_a[en]"),
        ("tests/e2e/test_queue.py::test_a", "tests/e2e/test_queue.py"),  # they share a site
        ("tests/labs/tasks/test_checks.py::test_a[1]", "tests/labs/tasks/test_checks.py"),
    ],
)
def test_tests_that_share_a_fixture_go_together(test: str, piece: str) -> None:
    assert piece_of(test) == piece
