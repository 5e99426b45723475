from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from virtlearn.core.toml import toml_read

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


def test_every_key_has_its_line() -> None:
    file, problems = toml_read(text, "lab.toml")
    assert not problems
    assert file.line("minutes") == 1
    assert file.line("tasks", 0, "id") == 7
    assert file.line("tasks", 1) == 9
    assert file.line("tasks", 1, "more", "deep", "key") == 12
    assert file.line("tasks", 1, "absent") == 9
    assert file.line("absent") == 1


@given(st.text())
def test_no_text_raises(anything: str) -> None:
    file, problems = toml_read(anything, "x.toml")
    assert all(problem.line >= 1 for problem in problems)
    assert file.line("a", 1) >= 1
