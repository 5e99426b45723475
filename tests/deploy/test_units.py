"""The units of deploy/systemd, as systemd itself judges them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import procfile, root

units = root / "deploy" / "systemd"
services = sorted(path.name for path in units.glob("*.service"))
exposure_most = 20  # tenths of what `systemd-analyze security` gives, of 100


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units with an interpreter that is here."""
    for path in units.iterdir():
        text = path.read_text().replace("/srv/virtlearn/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text)
    return tmp_path


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_wrong(installed: Path) -> None:
    paths = [str(path) for path in sorted(installed.iterdir())]
    done = analyze("verify", "--man=no", *paths)
    said = [line for line in done.stderr.splitlines() if "virtlearn" in line]
    assert (done.returncode, said) == (0, [])


def test_a_fault_would_be_found(installed: Path) -> None:
    path = installed / services[0]
    path.write_text(path.read_text().replace("[Service]", "[Service]\nRestrat=always"))
    assert "Restrat" in analyze("verify", "--man=no", str(path)).stderr


@pytest.mark.parametrize("name", services)
def test_it_is_exposed_to_little(installed: Path, name: str) -> None:
    done = analyze(
        "security", "--offline=true", f"--threshold={exposure_most}", str(installed / name)
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_they_start_what_the_procfile_starts() -> None:
    for name, command in procfile().items():
        text = (units / f"virtlearn-{name}.service").read_text()
        assert f"ExecStart=/srv/virtlearn/{command}" in text
        assert "Restart=always" in text
        assert "User=virtlearn" in text


def test_the_backup_is_one_that_the_command_takes() -> None:
    text = (units / "virtlearn-backup.service").read_text()
    found = re.search(r"manage\.py backup \S+ --keep (\S+)", text)
    assert found
    from virtlearn.operation.backup.retention import keep_read

    assert keep_read(found[1]) == {"d": 7, "w": 4, "m": 6}
