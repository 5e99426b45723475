from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from virtlearn.core.toml import toml_convert, toml_read

text = """\
minutes = "ten"
long = '''
minutes = 1
'''

[[tasks]]
id = "a"

[[tasks]]
id = "b"
[tasks.more]
deep.key = 1
"""


class Task(msgspec.Struct, forbid_unknown_fields=True):
    id: str


class Lab(msgspec.Struct):
    minutes: int
    tasks: list[Task] = []


def test_every_key_has_its_line() -> None:
    file, problems = toml_read(text, "lab.toml")
    assert not problems
    assert file.line("minutes") == 1
    assert file.line("tasks", 0, "id") == 7
    assert file.line("tasks", 1) == 9
    assert file.line("tasks", 1, "more", "deep", "key") == 12
    assert file.line("tasks", 1, "absent") == 9
    assert file.line("absent") == 1


def test_a_wrong_type_is_told_on_its_line() -> None:
    file, _problems = toml_read(text, "lab.toml")
    lab, problems = toml_convert(file, Lab)
    assert lab is None
    assert [str(problem) for problem in problems] == [
        "lab.toml:1: minutes: expected `int`, got `str`"
    ]


def test_an_unknown_key_is_told_on_its_line() -> None:
    file, _problems = toml_read('minutes = 1\n[[tasks]]\nid = "a"\ncolour = 1\n', "lab.toml")
    _lab, problems = toml_convert(file, Lab)
    assert [problem.line for problem in problems] == [4]


@given(st.text())
def test_no_text_raises(anything: str) -> None:
    file, problems = toml_read(anything, "x.toml")
    assert all(problem.line >= 1 for problem in problems)
    assert file.line("a", 1) >= 1
