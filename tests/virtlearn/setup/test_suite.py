"""How `make test` ends, and what of it is called flaky."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests.markers import kinds
from virtlearn.setup import steps, suite
from virtlearn.setup.console import SetupError


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said of images that are made at once."""
    said: list[str] = []
    monkeypatch.setattr(steps, "images_make", lambda *, show: said.append("made"))
    return said


@pytest.mark.parametrize(("kind", "alone"), list(product(sorted(kinds), [True, False])))
def test_every_test_is_in_one_group(kind: str, alone: bool) -> None:
    marks = {kind, "alone"} if alone else {kind}

    def has(name: str, /, **_more: object) -> bool:
        return name in marks

    asked = [group[group.index("-m") + 1] for group in (suite.unit, *suite.with_machines)]
    assert sum(Expression.compile(each).evaluate(has) for each in asked) == 1
    needs_machines = not Expression.compile(asked[0]).evaluate(has)
    assert needs_machines or kind == "unit"  # the first group has none


@pytest.mark.parametrize(
    ("codes", "again", "chosen", "wanted"),
    [
        ([0, 0, 0], None, False, 0),
        ([0, 1, 0], None, False, 1),
        ([0, 1, 0], 0, False, 0),
        ([1, 1, 0], 1, False, 1),
        ([0, 2, 1], 0, False, 2),  # interrupted: nobody knows what did not run
        ([1, 3, 0], 0, False, 1),
        ([5, 0, 0], None, True, 0),
        ([5, 0, 0], None, False, 5),  # a whole suite without a kind of test is a fault
        ([5, 1, 5], 0, True, 0),
    ],
)
def test_it_ends_well_only_where_everything_passed(
    codes: list[int], again: int | None, chosen: bool, wanted: int
) -> None:
    assert suite.verdict(codes, again, chosen) == wanted


@pytest.mark.parametrize("mended", [True, False])
def test_what_passes_alone_is_named_as_flaky(
    mended: bool,
    made: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    noted = suite.failures_file(tmp_path)
    noted.parent.mkdir(parents=True)
    noted.write_text('{"tests/test_old.py::test_of_before": true}')
    runs: list[Sequence[str]] = []

    def pytest_runs(*arguments: str) -> int:
        """The second group fails in two tests; alone, one of them passes, or both."""
        runs.append(arguments)
        if "--last-failed" in arguments:
            noted.write_text(json.dumps({} if mended else {"tests/test_b.py::test_b": True}))
            return 0 if mended else 1
        if len(runs) == 2:
            noted.write_text('{"tests/test_a.py::test_a": true, "tests/test_b.py::test_b": true}')
            return 1
        return 0

    monkeypatch.setattr(suite, "pytest", pytest_runs)
    monkeypatch.setattr(suite, "failures_file", lambda: noted)
    monkeypatch.setenv("AGAIN", "yes")
    assert suite.main([]) == (0 if mended else 1)
    said = capsys.readouterr().out
    assert len(runs) == 5
    assert made == ["made"]
    assert "test_a.py::test_a" in said
    assert ("test_b.py::test_b" in said) is mended
    assert "test_old" not in said

    runs.clear()
    monkeypatch.delenv("AGAIN")
    assert suite.main([]) == 1
    assert len(runs) == 4


def test_the_fast_tests_are_one_group_of_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Sequence[str]] = []

    def pytest_runs(*arguments: str) -> int:
        runs.append(arguments)
        return suite.failed

    monkeypatch.setattr(suite, "pytest", pytest_runs)
    assert suite.main(["--fast", "-k", "wizard"]) == suite.failed
    assert runs == [(*suite.fast, "-k", "wizard")]


def test_without_machines_it_ends_after_the_tests_that_need_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs: list[Sequence[str]] = []

    def pytest_runs(*arguments: str) -> int:
        runs.append(arguments)
        return suite.passed

    def images_make(*, show: bool) -> None:
        raise SetupError("no registry answers")

    monkeypatch.setattr(suite, "pytest", pytest_runs)
    monkeypatch.setattr(steps, "images_make", images_make)
    assert suite.main([]) == 1
    assert runs == [suite.unit]
    assert "no registry answers" in capsys.readouterr().out
