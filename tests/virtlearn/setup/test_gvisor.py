"""What set-up writes into the engine's settings. That it works, tests/redteam/test_runtimes.py."""

from __future__ import annotations

import json

import pytest

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
