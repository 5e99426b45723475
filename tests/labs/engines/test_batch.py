from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.engines.base import RunResult, Script
from labs.engines.batch import batch_read, batch_script

mark = "0123456789abcdef"


def ran(*scripts: Script) -> list[RunResult | None]:
    """As a machine would run them."""
    done = subprocess.run(
        ["sh"], input=batch_script(scripts, mark), capture_output=True, text=True, check=False
    )
    return batch_read(done.stdout, done.stderr, mark, len(scripts))


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("echo one", "one\n"),
        ("printf one", "one"),
        ("printf '\\n\\none\\n\\n'", "\n\none\n\n"),
        ('echo "it\'s"', "it's\n"),
        ("cat", ""),  # nothing to read
        ("true", ""),
    ],
)
def test_output_comes_back_as_it_was(text: str, output: str) -> None:
    before, result, after = ran(Script("echo a", 5), Script(text, 5), Script("echo b", 5))

    assert result == RunResult(status=0, output=output, error="")
    assert before and before.output == "a\n"  # noqa: PT018
    assert after and after.output == "b\n"  # noqa: PT018


def test_status_error_and_time_are_each_ones_own() -> None:
    results = ran(Script("echo x >&2; exit 7", 5), Script("sleep 5", 0.2), Script("kill -9 $$", 5))

    assert results[0] == RunResult(status=7, output="", error="x\n")
    assert results[1] == RunResult(status=None, output="", error="", timed_out=True)
    assert results[2] and results[2].status is None  # noqa: PT018


def test_what_did_not_come_through_is_none() -> None:
    text = f"\n{mark} begin 0\na\n{mark} end 0 0\n\n{mark} begin 1\ncut off he"
    first, second, third = batch_read(text, "", mark, 3)

    assert first and first.output == "a"  # noqa: PT018
    assert (second, third) == (None, None)


def test_no_script_is_in_a_list_of_processes() -> None:
    listed = "tr '\\0' ' ' </proc/$$/cmdline; tr '\\0' ' ' </proc/$PPID/cmdline"
    results = ran(Script("echo first-secret", 5), Script(listed, 5))

    assert results[1] is not None
    assert results[1].output.strip().split() == [
        *("/bin/sh", "/proc/self/fd/3"),
        *("timeout", "--kill-after=1", "5", "/bin/sh", "/proc/self/fd/3"),
    ]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=200)))
def test_any_text_is_a_script_of_its_own(texts: list[str]) -> None:
    scripts = [Script(f"printf '%s\\n' {shlex.quote(text)}", 5) for text in texts]
    assert [found and found.output for found in ran(*scripts)] == [f"{text}\n" for text in texts]
