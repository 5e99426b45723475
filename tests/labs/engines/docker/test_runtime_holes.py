"""Which versions of runc are told to have holes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from labs.engines.docker import runtime_holes
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.runtime_holes import changelog_read, cves, holes_of, runc_holes

debians = """runc (1.1.5+ds1-1+deb12u2) bookworm-security; urgency=medium

  * Backport fixes for CVE-2025-31133, CVE-2025-52565
    and CVE-2025-52881

runc (1.1.5+ds1-1+deb12u1) bookworm-security; urgency=medium

  * CVE-2024-21626: several container breakouts due to internally leaked fds
"""


@pytest.mark.parametrize(
    "version",
    ["1.2.8", "1.2.9", "1.3.3", "1.3.10", "1.4.0-rc.3", "1.4.0", "v1.4.1", "2.0.0", "1.3.3+ds1"],
)
def test_mended(version: str) -> None:
    assert runc_holes(version) == ()


@pytest.mark.parametrize(
    "version",
    ["1.0.0~rc93+ds1", "1.1.5+ds1", "1.1.15", "1.2.7", "1.3.0-rc.1", "1.3.2", "1.4.0-rc.2"],
)
def test_not_mended(version: str) -> None:
    (told,) = runc_holes(version)
    assert version in told
    assert all(cve in told for cve in cves)
    assert "docs/isolation.md" in told


@pytest.mark.parametrize("version", ["", "unknown", "git"])
def test_nothing_is_said_of_what_is_not_known(version: str) -> None:
    assert runc_holes(version) == ()


def test_a_package_is_believed_by_its_own_changelog() -> None:
    assert runc_holes("1.1.5+ds1", "1.1.5+ds1-1+deb12u2", debians) == ()
    # What a later version of the package mends is not what runs.
    assert runc_holes("1.1.5+ds1", "1.1.5+ds1-1+deb12u1", debians)
    assert runc_holes("1.1.5+ds1", "1.1.5+ds1-1+deb12u9", debians)  # not that package's
    assert runc_holes("1.1.5+ds1", "1.1.5+ds1-1+deb12u2", debians.replace(cves[2], "")) != ()


def versions(version: str, commit: str) -> dict[str, object]:
    runc = {"Name": "runc", "Version": version, "Details": {"GitCommit": commit}}
    return {"Components": [{"Name": "Engine", "Version": "20.10.24"}, runc]}


def test_what_docker_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "changelog.gz"
    path.write_bytes(gzip.compress(debians.encode()))
    monkeypatch.setattr(runtime_holes, "changelog_path", path)
    mended = versions("1.1.5+ds1", "1.1.5+ds1-1+deb12u2")
    assert holes_of(mended, local=True) == ()
    assert holes_of(mended, local=False)  # another host's changelog says nothing of it
    (told,) = holes_of(versions("1.2.5", "v1.2.5-0-g59923ef"), local=True)
    assert told.startswith("runc 1.2.5 ")
    assert holes_of(versions("1.3.4", "v1.3.4-0-gd6d73eb8"), local=True) == ()
    assert holes_of({"Components": [{"Name": "OCI Runtime (crun)"}]}, local=True) == ()
    assert holes_of({}, local=True) == ()


def test_a_changelog_that_is_none(tmp_path: Path) -> None:
    assert changelog_read(tmp_path / "gone") == ""
    (tmp_path / "broken").write_bytes(b"no gzip")
    assert changelog_read(tmp_path / "broken") == ""


def test_the_engine_here_is_judged_by_its_own_version(docker_engine: DockerEngine) -> None:
    engine = docker_engine
    said = engine.looking.version()
    (runc,) = [each for each in said["Components"] if each["Name"] == "runc"]
    holes = engine.info().holes
    assert holes == holes_of(said, local=engine.is_local)
    assert all(runc["Version"].partition("+")[0] in hole for hole in holes)
