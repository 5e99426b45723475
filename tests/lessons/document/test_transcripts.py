"""Transcripts that can be run: what they show, what may vary, and what is wrong with them."""

from __future__ import annotations

import pytest

from lessons.document.transcripts import (
    Step,
    agrees,
    steps_of,
    transcript_faults,
    transcripts_of,
)

page = r"""Text.

``` {.console on="Debian 12" runs=vm varies="\d+" before="touch file"}
# cat file
7
```

```` {.spoiler claim=one}
``` {.console on="Debian 12" runs=container}
$ echo a; echo b
a
b
$ true
```
````

``` {.console on="somebody's machine"}
# uname
Linux
```
"""


def step(*output: str) -> Step:
    return Step("$", "command", output, 1)


def test_what_runs_is_found_in_blocks_too_and_what_does_not_is_left() -> None:
    first, second = transcripts_of(page)
    assert (first.line, first.kind, first.varies, first.before) == (3, "vm", r"\d+", "touch file")
    assert first.steps == (Step("#", "cat file", ("7",), 1),)
    assert (second.line, second.kind, second.varies, second.before) == (9, "container", "", "")
    assert [each.command for each in second.steps] == ["echo a; echo b", "true"]
    assert [each.output for each in second.steps] == [("a", "b"), ()]


def test_a_command_goes_on_after_a_backslash_and_at_the_shells_second_prompt() -> None:
    first, second = steps_of("$ echo one \\\n    two\none two\n$ echo 'a\n> b'\na\nb")
    assert first == Step("$", "echo one \\\n    two", ("one two",), 2)
    assert second == Step("$", "echo 'a\nb'", ("a", "b"), 2)


def test_lines_above_the_first_command_belong_to_none() -> None:
    assert steps_of("a figure\n# true") == (Step("#", "true", (), 1),)


@pytest.mark.parametrize(
    ("shown", "said", "varies"),
    [
        (("a  b",), "a b\r\n", ""),
        (("a",), "a\n\n", ""),
        ((), "", ""),
        (("pid 12",), "pid 3456\n", r"\d+"),
        (("a", "…", "d"), "a\nb\nc\nd\n", ""),
        (("a", "…", "d"), "a\nd\n", ""),
        (("no such … here",), "no such file or folder here\n", ""),
        (("bash: lss: command not found",), "bash: line 3: lss: command not found\n", ""),
    ],
)
def test_the_same_but_for_what_varies(shown: tuple[str, ...], said: str, varies: str) -> None:
    assert agrees(step(*shown), said, varies)


@pytest.mark.parametrize(
    ("shown", "said", "varies"),
    [
        (("a",), "b\n", ""),
        (("a",), "a\nb\n", ""),
        (("a", "b"), "a\n", ""),
        ((), "a\n", ""),
        (("a.c",), "abc\n", ""),
        (("pid 12",), "pid x\n", r"\d+"),
        (("pid 12",), "process 12\n", r"\d+"),
        (("a …",), "b c\n", ""),
    ],
)
def test_what_differs_is_found(shown: tuple[str, ...], said: str, varies: str) -> None:
    assert not agrees(step(*shown), said, varies)


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({}, "$ true", "say what this transcript is of"),
        ({"on": "x", "varies": "a"}, "$ true\na", "`varies` is of transcripts that are run"),
        ({"on": "x", "before": "a"}, "$ true", "`before` is of transcripts that are run"),
        ({"on": "x", "runs": "vn"}, "$ true", "there is no kind of machine `vn`"),
        ({"on": "x", "runs": "vm"}, "only output", "has no command"),
        ({"on": "x", "runs": "vm", "varies": "("}, "$ true\na", "not valid"),
        ({"on": "x", "runs": "vm", "varies": "a*"}, "$ true\na", "stands for nothing too"),
        ({"on": "x", "runs": "vm", "varies": "b"}, "$ true\na", "nothing in this transcript"),
    ],
)
def test_what_an_author_got_wrong_is_said(values: dict[str, str], code: str, said: str) -> None:
    (fault,) = transcript_faults(values, code, {"vm", "container"})
    assert said in fault


def test_a_right_one_has_no_faults() -> None:
    values = {"on": "x", "runs": "vm", "varies": r"\d+", "before": "true"}
    assert not list(transcript_faults(values, "$ echo 7\n7", {"vm"}))
    assert not list(transcript_faults({"on": "x"}, "$ true", {"vm"}))
