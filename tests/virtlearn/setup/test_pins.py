"""Pinned packages for each Python: what pip's words mean."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from virtlearn.setup.console import root
from virtlearn.setup.pins import command, fault_read, pins_fault, pythons

too_new = """\
ERROR: Ignored the following versions that require a different python version: 6.0 …
ERROR: Could not find a version that satisfies the requirement Django==6.0 (from versions: 5.2)
ERROR: No matching distribution found for Django==6.0
"""
clash = """\
ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.
ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/
"""
away = """\
WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError': /simple/django/
ERROR: Could not find a version that satisfies the requirement Django==5.2 (from versions: none)
ERROR: No matching distribution found for Django==5.2
"""


@pytest.mark.parametrize(("said", "words"), [(too_new, "Django==6.0"), (clash, "a==1 and b==2")])
def test_what_can_never_be_installed_is_a_fault(said: str, words: str) -> None:
    fault = fault_read("3.11.2", said)
    assert fault is not None
    assert fault.startswith("for Python 3.11.2:\n")
    assert words in fault
    assert "Ignored the following" not in fault


@pytest.mark.parametrize("said", [away, "", "Killed"])
def test_an_index_that_is_away_is_none(said: str) -> None:
    assert fault_read("3.12.3", said) is None


@pytest.mark.slow("asks pip three times")
def test_pip_finds_a_fault_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index in a folder, which has one of two versions for newer Pythons alone."""
    simple = tmp_path / "simple" / "newer"
    simple.mkdir(parents=True)
    old, new = (f"newer-{number}-py3-none-any.whl" for number in ("0.9", "1.0"))
    for name in (old, new):
        wheel_write(simple / name)
    newer = '<a href="{0}" data-requires-python="&gt;=3.12">{0}</a>'
    page = f'<a href="{old}">{old}</a> {newer.format(new)}'
    (simple / "index.html").write_text(page)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", simple.parent.as_uri())
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    pins = tmp_path / "pins.txt"
    pins.write_text("newer==1.0\n")
    assert pins_fault("3.12.3", pins) == ""
    assert "newer==1.0 (from versions: 0.9)" in str(pins_fault("3.11.2", pins))
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "none").as_uri())
    assert pins_fault("3.12.3", pins) is None


def wheel_write(path: Path) -> None:
    name, number = path.name.split("-")[:2]
    info = f"{name}-{number}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


def test_the_pythons_are_those_of_the_readme() -> None:
    said = re.search(r"Python (3\.\d+\.\d+) to (3\.\d+)", (root / "README.md").read_text())
    assert said
    assert pythons[0] == said[1]
    assert pythons[-1].startswith(f"{said[2]}.")
    minors = [int(each.split(".")[1]) for each in pythons]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert f"--python-version={pythons[1]}" in command(pythons[1], Path("pins"), Path("to"))
