from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.spec.definition import LabSpec, lab_spec_parse, machine_kinds
from virtlearn.core.problems import Problem

good = """\
minutes = 20
idle_minutes = 12
extend_minutes = 10
extensions = 2
points = 6

[[machines]]
name = "main"
kind = "container"

[[tasks]]
id = "read-version"
check = "check-read.sh"
solve = "solve-read.sh"

[[tasks]]
id = "compare"
machine = "main"
check = "check-compare.sh"
solve = "solve-compare.sh"
outside = true
needs = ["read-version"]
timeout = 7
solution_after = 3
"""
every = """\
init = "init-compare.sh"
init_user = "root"
init_timeout = 30
hint = "hint-compare.sh"
fail = "fail-compare.sh"
spoil = "spoil-compare.sh"
solution_cost = 0.25
cheats = ["cheat-compare.sh"]
ways = ["way-compare.sh", "other-compare.sh"]
"""
files = {"check-read.sh", "solve-read.sh"} | {
    f"{role}-compare.sh"
    for role in ("init", "check", "hint", "fail", "solve", "spoil", "cheat", "way", "other")
}


def parse(text: str, kinds: set[str] | None = None) -> tuple[LabSpec | None, list[Problem]]:
    return lab_spec_parse(text, "labs/x/lab.toml", files, kinds or {"container", "vm"})


def problems_of(text: str) -> list[tuple[int, str]]:
    spec, problems = parse(text)
    assert spec is None
    assert {problem.path for problem in problems} == {"labs/x/lab.toml"}
    return [(problem.line, problem.message) for problem in problems]


def test_a_good_lab_is_read_whole() -> None:
    spec, problems = parse(good)

    assert problems == []
    assert spec
    assert (spec.minutes, spec.idle_minutes, spec.extend_minutes, spec.extensions) == (
        20,
        12,
        10,
        2,
    )
    assert [machine.kind for machine in spec.machines] == ["container"]
    first, second = spec.tasks
    assert (first.machine, first.checked_by, first.needs, first.timeout) == (
        "main",
        "checks",
        (),
        5,
    )
    assert (second.checked_by, second.needs, second.timeout) == ("outside", ("read-version",), 7)
    assert (first.solution_after, second.solution_after) == (1, 3)
    assert spec.task_points == 3
    assert spec.script_names[:2] == ("check-read.sh", "solve-read.sh")


def test_all_that_a_task_may_have() -> None:
    spec, problems = parse(good.replace("points = 6", "points = 6\nsolution_cost = 0.5") + every)

    assert problems == []
    assert spec
    first, second = spec.tasks
    assert (second.init, second.init_user, second.init_timeout) == ("init-compare.sh", "root", 30)
    assert (second.hint, second.fail) == ("hint-compare.sh", "fail-compare.sh")
    assert (first.init, first.init_user, first.hint, first.fail) == (None, "learner", None, None)
    assert (second.cheats, first.cheats) == (("cheat-compare.sh",), ())
    assert second.ways == ("way-compare.sh", "other-compare.sh")
    assert set(spec.script_names) == files
    assert spec.points_with_solution(first) == 1.5
    assert spec.points_with_solution(second) == 2.25
    assert msgspec.convert(msgspec.to_builtins(spec), LabSpec) == spec  # as sessions keep it


def test_a_solution_costs_all_points_unless_the_lab_says_otherwise() -> None:
    spec, _ = parse(good)
    assert spec
    assert spec.points_with_solution(spec.tasks[0]) == 0


def test_every_mistake_is_reported_at_once_with_its_line() -> None:
    text = """\
minutes = "twenty"
idle_minuts = 3
points = -1

[[machines]]
name = "Main"
kind = "spaceship"

[[tasks]]
id = "one"
check = "../check.sh"
solve = "solve-read.sh"
timeout = 900
outside = "admin"

[[tasks]]
id = "one"
check = "check-missing.sh"
needs = ["nowhere"]
"""
    found = problems_of(text)

    assert [line for line, _ in found] == [1, 2, 3, 6, 7, 11, 13, 14, 16, 17, 18, 19]
    said = "\n".join(message for _, message in found)
    for words in (
        "minutes: write a whole number from 1 to 480, not `",
        ": write `idle_minutes`?",
        "machines[1].name: write lower-case letters",
        "no kind of machine `spaceship`: write `container` or `vm`",
        "without a path",
        "timeout: write a whole number from 1 to 60, not 900",
        "tasks[1].outside: write true or false, not `admin`",
        "solve is missing",
        "a task `one` is there already",
        "check-missing.sh is not in the lab's folder",
        "there is no task `nowhere`",
    ):
        assert words in said, f"{words!r} not in:\n{said}"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("minutes = 20\n", "", 1, "minutes is missing"),
        ("minutes = 20", "minutes = 20.5", 1, "write a whole number from 1 to 480, not 20.5"),
        ("minutes = 20", "minutes = true", 1, "write a whole number from 1 to 480, not true"),
        ("points = 6", "points = nan", 5, "write a number from 0 to 1000, not nan"),
        ("points = 6", "points = inf", 5, "write a number from 0 to 1000, not inf"),
        ("points = 6", 'runtime = "crun"', 5, "write `runc` or `runsc`, not `crun`"),
        ("points = 6", "network = 1", 5, "write true or false, not 1"),
        ("points = 6", "network = true", 5, "this lab has one"),
        ("[[machines]]", "[machines]", 7, "[[machines]]"),
        (
            'machine = "main"',
            'machine = "other"',
            18,
            "no machine `other` in this lab: write `main`",
        ),
        ('needs = ["read-version"]', 'needs = ["compare"]', 22, "itself"),
        ('id = "compare"', 'id = "compare\\n"', 17, "lower-case"),
        ("outside =", "outside = =", 21, "not valid TOML"),
    ],
)
def test_one_mistake(old: str, new: str, line: int, words: str) -> None:
    assert old in good
    found = problems_of(good.replace(old, new, 1))

    assert [number for number, _ in found] == [line]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("init-compare.sh", "init-other.sh", 25, "init-other.sh is not in the lab's folder"),
        ("hint-compare.sh", "check-compare.sh", 28, "this task's check already: hint is another"),
        ('init = "init-compare.sh"', "", 26, "init_user is about an init script"),
        ('init = "init-compare.sh"\ninit_user = "root"', "", 26, "init_timeout is about an init"),
        (
            "init_timeout = 30",
            "init_timeout = 300",
            27,
            "write a whole number from 1 to 120, not 300",
        ),
        (
            'init_user = "root"',
            'init_user = "me"',
            26,
            "`learner` or `root`, not `me`",
        ),
        ('fail = "fail-compare.sh"', "", 30, "spoil proves a fail script"),
        ('spoil = "spoil-compare.sh"', "", 29, "fail needs spoil"),
        (
            'fail = "fail-compare.sh"',
            "fail = 3",
            29,
            "fail: write the name of a file in the lab's folder, without a path, not 3",
        ),
        ("solution_cost = 0.25", "solution_cost = 1.5", 31, "write a number from 0 to 1, not 1.5"),
        ("cheat-compare.sh", "cheat-none.sh", 32, "cheat-none.sh is not in the lab's folder"),
        ('["way-compare.sh"', '["solve-compare.sh"', 33, "this task's solve already: ways is"),
        ("points = 6", "", 31, "solution_cost is a share of points"),
        ("points = 6", "points = 0", 31, "solution_cost is a share of points"),
        ("points = 6\n", "points = -1\n", 5, "write a number from 0 to 1000, not -1"),
    ],
)
def test_one_mistake_in_what_a_task_may_have(old: str, new: str, line: int, words: str) -> None:
    text = good + every
    assert old in text
    found = problems_of(text.replace(old, new, 1))

    assert words in found[0][1]
    assert found[0][0] == line
    assert len(found) == (2 if "init_user is" in words else 1)


def test_a_labs_solutions_cost_points_that_it_has() -> None:
    text = good.replace("points = 6", "solution_cost = 0.5")
    assert problems_of(text) == [(5, "solution_cost is a share of points, and this lab has none")]


def test_tasks_that_wait_for_each_other() -> None:
    text = good.replace('solve = "solve-read.sh"', 'solve = "solve-read.sh"\nneeds = ["compare"]')

    assert len(problems_of(text)) == 2


def test_a_lab_of_several_machines_says_which_each_task_is_about() -> None:
    text = good + '\n[[machines]]\nname = "second"\nkind = "vm"\n'

    assert problems_of(text) == [
        (11, "with several machines a task says which one it is about: main, second")
    ]


def test_runtime_and_network() -> None:
    spec, _ = parse(good)
    assert spec
    assert (spec.runtime, spec.network) == ("", False)

    head, machines, tasks = good.partition("[[machines]]")
    second = '[[machines]]\nname = "second"\nkind = "vm"\n\n'
    both = head + 'runtime = "runc"\nnetwork = true\n\n' + second + machines + tasks
    spec, problems = parse(
        both.replace('id = "read-version"', 'id = "read"\nmachine = "main"').replace(
            '["read-version"]', '["read"]'
        )
    )
    assert problems == []
    assert spec
    assert (spec.runtime, spec.network) == ("runc", True)


def test_no_machine() -> None:
    text = good.replace('[[machines]]\nname = "main"\nkind = "container"\n', "")

    assert any("at least one machine" in message for _, message in problems_of(text))


def test_the_kinds_are_the_folders_of_machines() -> None:
    assert "container" in machine_kinds()


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    lab_spec_parse(text, "labs/x/lab.toml", files, {"container"})


values = st.recursive(
    st.sampled_from(["1", '"a"', "1.5", "true", "1979-05-27", "nan", "inf", "-1", '"main"', "[]"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        inner.map(lambda item: "{ id = " + item + " }"),
    ),
    max_leaves=4,
)
keys = st.sampled_from(
    [
        "minutes",
        "points",
        "machines",
        "tasks",
        "machines.name",
        "tasks.needs",
        "id",
        "needs",
        "fail",
        "init_user",
        "solution_cost",
    ]
)


@given(st.lists(st.tuples(keys, values), max_size=4), st.sampled_from(["", "[[tasks]]\n", good]))
def test_no_shape_makes_it_raise(pairs: list[tuple[str, str]], head: str) -> None:
    text = head + "".join(f"{key} = {value}\n" for key, value in pairs)
    spec, problems = parse(text)
    assert (spec is None) == bool(problems)
