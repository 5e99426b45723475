"""Runs tests against a mutant in a child of this process; nothing is written to the source.

The child gets the mutant in the module's place when it imports it. What takes long to import and
is never mutated has been imported already, before the fork.
"""

from __future__ import annotations

import ast
import importlib.machinery
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Literal

import pytest

Outcome = Literal["killed", "survived", "late", "broken"]
options = ("-x", "-q", "-p", "no:cacheprovider", "--no-header", "--durations=0", "-Wignore")
# 2: a module does not import; 4: nor does a conftest. Unmutated, they do.
outcomes: dict[int, Outcome] = {0: "survived", 1: "killed", 2: "killed", 4: "killed"}
preloaded = (
    *("django.test", "django.contrib.admin", "django.db.models", "hypothesis.strategies"),
    *("markdown", "pymdownx.superfences", "pygments.lexers", "msgspec", "regex", "nh3", "yaml"),
    *("html5lib", "defusedxml.ElementTree", "pytest_django.plugin", "xdist.scheduler", "docker"),
)


class MutantLoader(importlib.machinery.SourceFileLoader):
    """Loads one module from a tree instead of its file."""

    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


class MutantFinder(MetaPathFinder):
    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None:
            spec.loader = MutantLoader(fullname, spec.origin)
            spec.loader.tree = self.tree
        return spec


class Course:
    """How tests run in a trial: Hypothesis stops at the first example that fails and keeps none,
    `without` are left out, and what each took is written to `times`, as JSON.
    """

    def __init__(self, without: Collection[str], times: Path) -> None:
        self.without, self.times = without, times
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        import hypothesis

        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "mutation", deadline=None, phases=phases, database=None, derandomize=True
        )
        hypothesis.settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid not in self.without]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        before = self.seconds.get(report.nodeid, 0.0)
        self.seconds[report.nodeid] = before + report.duration

    def pytest_sessionfinish(self) -> None:
        self.times.write_text(json.dumps(self.seconds))


@dataclass(frozen=True)
class Trial:
    """A child under way; `output` is what its tests wrote, `times` what each of them took."""

    pid: int
    began: float
    output: Path

    @property
    def times(self) -> Path:
        return self.output.with_suffix(".times")

    def forget(self) -> None:
        self.output.unlink(missing_ok=True)
        self.times.unlink(missing_ok=True)


def warm_up() -> None:
    for name in preloaded:
        import_module(name)


def begin(
    name: str,
    tree: ast.Module | None,
    tests: Sequence[Path],
    cwd: Path,
    without: Collection[str] = (),
) -> Trial:
    """Starts `tests`, less those of the ids `without`, against `tree` in the place of module
    `name`; None for the file as it is.
    """
    if name in sys.modules:
        raise RuntimeError(f"{name} has been imported already: no mutant can take its place")
    handle, output = tempfile.mkstemp(prefix="mutant-")
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        status = 3
        try:
            if tree is not None:
                sys.meta_path.insert(0, MutantFinder(name, tree))
            with tempfile.TemporaryDirectory(prefix="mutant-") as var:
                os.environ["VAR_DIR"] = var  # with a database of its own
                os.chdir(cwd)
                course = Course(without, Path(output).with_suffix(".times"))
                status = int(pytest.main([*options, *map(str, tests)], plugins=[course]))
        finally:
            os._exit(status)
    os.close(handle)
    return Trial(pid=pid, began=time.monotonic(), output=Path(output))


def ended(trial: Trial, limit: float) -> Outcome | None:
    """How a trial came out; None while it is under way. After `limit` seconds it is ended.

    A mutant that cannot be imported, or ends the process, is killed too.
    """
    pid, status = os.waitpid(trial.pid, os.WNOHANG)
    if pid:
        code = os.waitstatus_to_exitcode(status)
        return "killed" if code < 0 else outcomes.get(code, "broken")
    if time.monotonic() - trial.began > limit:
        os.killpg(trial.pid, signal.SIGKILL)
        os.waitpid(trial.pid, 0)
        return "late"
    return None
