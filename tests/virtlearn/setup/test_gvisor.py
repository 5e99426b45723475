"""What set-up writes into the engine's settings. That it works, tests/redteam/test_runtimes.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from virtlearn.setup import gvisor
from virtlearn.setup.console import root, var
from virtlearn.setup.gvisor import careless, version_date, with_runtimes


def test_the_engines_other_settings_stay() -> None:
    before = {"log-driver": "local", "runtimes": {"crun": {"path": "/usr/bin/crun"}}}
    after = json.loads(with_runtimes(json.dumps(before)))

    assert after["log-driver"] == "local"
    assert after["runtimes"]["crun"] == {"path": "/usr/bin/crun"}
    assert set(after["runtimes"]) == {"crun", "runsc", careless}
    assert "--ignore-cgroups" not in after["runtimes"]["runsc"]["runtimeArgs"]


def test_an_entry_of_the_operators_own_stays() -> None:
    mine = {"path": "/opt/runsc", "runtimeArgs": ["--platform=kvm"]}
    after = json.loads(with_runtimes(json.dumps({"runtimes": {"runsc": mine}})))

    assert after["runtimes"]["runsc"] == mine


@pytest.mark.parametrize("text", ["", "{", "[]", '{"runtimes": []}'])
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_runtimes(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("runsc version 0.0~20240729.0\nspec: 1.0.2-dev", 20240729),
        ("runsc version release-20230904.0", 20230904),
        ("0.0~20221219.0-2+b3", 20221219),
        ("no date", 0),
    ],
)
def test_a_release_is_known_by_its_date(text: str, date: int) -> None:
    assert version_date(text) == date


targets = """http://mirror.example/debian-security|bookworm-security|main|Debian
http://mirror.example/debian|bookworm|main|Debian
http://other.example/linux|bookworm|stable|Docker"""
policy = """runsc:
  Installed: (none)
  Candidate: 0.0~20221219.0-2+b3
"""


def test_debian_12_takes_it_from_backports_and_keeps_no_list_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {"apt-cache": policy, "apt-get": targets}
    monkeypatch.setattr(gvisor, "output_of", lambda words: said.get(words[0], ""))
    monkeypatch.setenv("PATH", "")  # no runsc
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    lists: list[Path] = []

    def install(names: Sequence[str], *, purpose: str, options: Sequence[str]) -> bool:
        assert names == ["runsc"]
        assert purpose
        assert options[-2:] == ["-t", "bookworm-backports"]
        lists.append(Path(options[1].removeprefix("Dir::Etc::sourcelist=")))
        last = lists[0].read_text().splitlines()[-1]
        assert last.endswith("http://mirror.example/debian bookworm-backports main")
        return True

    monkeypatch.setattr(gvisor, "packages_install", install)
    assert gvisor.gvisor_can_be_had()
    assert not gvisor.runsc_install()  # the program is not there after all
    assert not lists[0].exists()
    assert not any(lists[0].is_relative_to(folder) for folder in (root, var))


def test_a_system_without_a_source_of_it_asks_nobody_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gvisor, "output_of", lambda _words: "")
    monkeypatch.setenv("PATH", "")  # no runsc
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    assert not gvisor.gvisor_can_be_had()
