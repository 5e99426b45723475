"""When a browser's machine is made, what is said where it can't be, and what it is made of."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from virtlearn.setup import __main__ as setup_main
from virtlearn.setup import steps
from virtlearn.setup.browser import machine, packages, root
from virtlearn.setup.browser.archive import file, link
from virtlearn.setup.console import SetupError


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(machine, "folder", tmp_path)
    monkeypatch.setattr(machine, "manifest", tmp_path / "machine.json")
    return tmp_path


def test_it_is_made_once_for_each_recipe(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(_place: Path, wanted: str) -> None:
        made.append(wanted)
        machine.manifest_write({"recipe": wanted})

    monkeypatch.setattr(machine, "machine_make", make)
    machine.machine_ensure()
    machine.machine_ensure()
    assert made == [machine.recipe_digest()]
    monkeypatch.setattr(machine, "recipe_digest", lambda: "another")
    machine.machine_ensure()
    assert made[1:] == ["another"]
    assert json.loads((folder / "machine.json").read_text()) == {"recipe": "another"}
    assert [path.name for path in folder.iterdir()] == ["machine.json"]


def test_each_part_of_the_recipe_counts(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    first = machine.digest_of([one, two], "96")
    assert first == machine.digest_of([one, two], "96")
    assert first != machine.digest_of([one, two], "128")
    two.write_text("c")
    assert first != machine.digest_of([one, two], "96")


def test_why_it_cannot_be_made_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_place: Path, _wanted: str) -> None:
        raise SetupError("This host has no apt-get.")

    monkeypatch.setattr(machine, "machine_make", fails)
    monkeypatch.setattr(steps, "packages", lambda *, dev: None)
    monkeypatch.setattr(sys, "argv", ["setup", "browser"])
    assert setup_main.main() == 1
    assert "This host has no apt-get." in capsys.readouterr().out
    assert not list(folder.iterdir())


def test_packages_are_named_one_a_line() -> None:
    assert packages.names_read("# shell\nbash\n\ndash  # sh\n") == ["bash", "dash"]
    names = packages.names_read((root.recipe / "packages.txt").read_text())
    assert len(names) == len(set(names)) > 40
    assert {"bash", "coreutils", "procps", "util-linux", "iproute2", "strace"} <= set(names)


def test_the_kernel_is_the_one_that_the_package_without_a_version_needs() -> None:
    said = "Package: linux-image-686\nDepends: linux-image-6.1.0-50-686 (= 6.1.176-1)\nSize: 1\n"
    assert packages.kernel_named(said) == "linux-image-6.1.0-50-686"
    with pytest.raises(SetupError):
        packages.kernel_named("Package: linux-image-686\nDepends: linux-base\n")


def test_a_host_without_apt_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="apt-cache"):
        packages.Apt(tmp_path / "apt").kernel()


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("usr/share/doc/bash/copyright", True),
        ("usr/lib/i386-linux-gnu/gconv/UTF-16.so", True),
        ("usr/bin/bash", False),
        ("usr/lib/i386-linux-gnu/libc.so.6", False),
        ("etc/os-release", False),
    ],
)
def test_what_is_left_out(path: str, out: bool) -> None:
    assert root.is_left_out(path) is out


def test_what_installing_would_have_made_is_there() -> None:
    made = root.Parts([]).root
    assert made["usr/bin/awk"] == link("mawk")
    assert (made["bin"], made["lab/dev/stdin"]) == (link("usr/bin"), link("fd/0"))


def test_the_contract_s_programs_are_in_it() -> None:
    ours = dict(root.ours())
    for name in ("console", "run", "ready", "enter", "agent", "init"):
        assert ours[f"lab/{name}"].mode & 0o111
    # The container's own /lab/run is what checks are run by; what is ready is the browser's to say.
    assert ours["lab/run"] == file((root.container / "lab/run").read_bytes(), 0o755)
    assert b"/lab/enter" in ours["lab/ready"].data
