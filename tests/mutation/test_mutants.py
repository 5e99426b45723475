"""The faults that are made are those that are meant, and a fault that matters is noticed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation.__main__ import report, sample
from tests.mutation.modules import imports, mirrors_of, modules_of, pure_rooms, root
from tests.mutation.mutants import mutants
from tests.mutation.trial import Outcome, begin


def made(source: str) -> list[str]:
    return [ast.unparse(mutant.tree()) for mutant in mutants(source)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a < b", ["a <= b"]),
        ("a == b in c", ["a != b in c", "a == b not in c"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("a + b", ["a - b"]),
        ("a = 1", ["a = 2"]),
        ("a = True", ["a = False"]),
        ("a = 'key'", ["a = 'XXkey'"]),
        ("a if b else c", ["a if True else c", "a if False else c"]),
        ("[a for a in b if c]", ["[a for a in b]"]),
        ("f()", ["pass"]),
        ("a += b", ["a -= b"]),
        ("for a in b:\n    break", ["for a in b:\n    continue"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
    ],
)
def test_each_kind_of_fault(source: str, wanted: list[str]) -> None:
    assert made(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "import a",
        "a = 'a text for people'",
        "a = f'{b} of 3'",
        "log.warning('key')",
        "def f(a: Literal['x']) -> 'B':\n    return None",
        "class A(B, frozen=True):\n    pass",
        "zip(a, b, strict=True)[c]",
        "@cache('x')\ndef f():\n    return",
        "Kind = Literal['a', 'b']",
        "if TYPE_CHECKING:\n    a = 1",
    ],
)
def test_what_no_test_should_notice_is_left_alone(source: str) -> None:
    assert made(source) == []


@pytest.mark.slow("reads every pure module")
def test_every_module_of_the_pure_rooms_gives_the_same_valid_faults_each_time() -> None:
    modules = list(modules_of(pure_rooms()))
    assert len(modules) > 60
    for module in modules[::12]:
        source = module.path.read_text()
        found = list(mutants(source))
        assert [each.now for each in mutants(source)] == [each.now for each in found]
        for mutant in found[::25]:
            compile(mutant.tree(), "mutant", "exec")
            assert ast.unparse(mutant.tree()) != ast.unparse(ast.parse(source))


def test_a_sample_is_the_same_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    modules = list(modules_of(["lessons.progress.next_step", "virtlearn.core.problems"]))
    one, same, other = (sample(modules, 10, seed) for seed in (1, 1, 2))
    assert [(module, mutant.place.path) for module, mutant in one] == [
        (module, mutant.place.path) for module, mutant in same
    ]
    assert [mutant.place.path for _, mutant in one] != [mutant.place.path for _, mutant in other]


def test_a_room_that_does_not_exist_is_told() -> None:
    with pytest.raises(LookupError, match=r"no module lessons\.nowhere"):
        list(modules_of(["lessons.nowhere"]))


def test_the_tests_of_a_module_are_its_mirrors_or_what_imports_it() -> None:
    (step,) = modules_of(["lessons.progress.next_step"])
    names = [path.name for path in mirrors_of(step)]
    assert names[0] == "test_next_step.py"
    assert set(names) == {path.name for path in (root / "tests/lessons/progress").glob("test_*.py")}
    (charts,) = modules_of(["labs.spec.charts"])
    assert mirrors_of(charts)[0].name == "test_charts.py"
    (exchange,) = modules_of(["lessons.quizzes.choice.exchange"])
    folders = {path.parent.name for path in mirrors_of(exchange)}
    assert folders == {"choice", "exchange"}
    (kind,) = modules_of(["lessons.quizzes.match.kind"])
    assert root / "tests/lessons/quizzes/test_kind.py" in mirrors_of(kind)
    (problems,) = modules_of(["virtlearn.core.problems"])
    assert [path.name for path in mirrors_of(problems)]
    assert imports("from a.b import c, d\n", "a.b.d")
    assert imports("from a.b.d import x\n", "a.b.d")
    assert not imports("from a.b import dd\n", "a.b.d")


alone = """
import ast, sys, time
from pathlib import Path
from tests.mutation.trial import begin, ended

body, path, limit = sys.argv[1:]
tree = ast.parse(f"def total(a, b):\\n    {body}")
trial = begin("tests.mutation.sums", tree, [Path(path)], Path.cwd())
while (found := ended(trial, float(limit))) is None:
    time.sleep(0.05)
print(found)
trial.forget()
"""


@pytest.mark.slow("starts a process that imports everything")
@pytest.mark.parametrize(
    ("body", "limit", "outcome"),
    [
        ("return a + b", 120, "survived"),
        ("return b - a", 120, "killed"),
        ("import no_such_module", 120, "killed"),
        ("while True: pass", 5, "late"),
    ],
)
def test_a_mutant_takes_the_place_of_its_module(
    tmp_path: Path, body: str, limit: int, outcome: Outcome
) -> None:
    """In a process of its own, since a pytest does not run within another one."""
    path = tmp_path / "test_sums.py"
    path.write_text(
        "from tests.mutation.sums import total\n\ndef test_it():\n    assert total(1, 2) == 3\n"
    )
    command = [sys.executable, "-c", alone, body, str(path), str(limit)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [outcome]


def test_what_is_imported_already_cannot_be_replaced() -> None:
    with pytest.raises(RuntimeError, match="imported already"):
        begin("tests.mutation.mutants", None, [], root)


def test_the_report_counts_what_was_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Counter[Outcome]] = {
        "a": Counter({"killed": 2, "late": 1, "survived": 1}),
        "b": Counter({"survived": 2}),
    }
    report(found)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[1], row[3], row[-1]) for row in rows] == [
        ("a", "3", "4", "75%"),
        ("b", "0", "2", "0%"),
        ("all", "3", "6", "50%"),
    ]
