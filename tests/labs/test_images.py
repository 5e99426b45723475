from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from labs.engines import docker_images
from labs.engines.base import EngineError
from labs.images import folder_digest, image_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lab").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM virtlearn/base\n")
    (tmp_path / "lab" / "run").write_text("#!/bin/sh\n")
    return tmp_path


changes: dict[str, Callable[[Path], object]] = {
    "content": lambda folder: (folder / "Dockerfile").write_text("FROM scratch\n"),
    "name": lambda folder: (folder / "lab" / "run").rename(folder / "lab" / "ran"),
    "place": lambda folder: (folder / "lab" / "run").rename(folder / "run"),
    "mode": lambda folder: (folder / "lab" / "run").chmod(0o755),
    "more": lambda folder: (folder / "more").write_text(""),
}


@pytest.mark.parametrize("change", sorted(changes))
def test_a_change_of_the_folder_is_another_image(folder: Path, change: str) -> None:
    before = folder_digest(folder)
    assert folder_digest(folder) == before
    changes[change](folder)
    assert folder_digest(folder) != before


def test_an_image_is_named_by_kind_and_content() -> None:
    name, _, tag = image_of("container").partition(":")
    assert name == "virtlearn/container"
    assert len(tag) == 16


def test_without_registry_and_mmdebstrap_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from docker import APIClient

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="apt-get install mmdebstrap") as caught:
        docker_images.base_bootstrap(APIClient(version="1.41"), print)
    assert caught.value.permanent


def test_the_hosts_mirror_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "apt-get"
    rows = [
        "http://mirror.invalid/debian/|bookworm|bookworm|main|Debian",
        "http://mirror.invalid/debian/|bookworm|bookworm|main|Debian",
        "http://mirror.invalid/security/|bookworm-security|bookworm-security|main|Debian",
        "http://mirror.invalid/debian/|bookworm|bookworm|contrib|Debian",
        "https://elsewhere.invalid/repo/|stable|stable|main|Somebody",
    ]
    program.write_text("#!/bin/sh\ncat <<'END'\n" + "\n".join(rows) + "\nEND\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert docker_images.host_sources() == [
        "deb http://mirror.invalid/debian bookworm main",
        "deb http://mirror.invalid/security bookworm-security main",
    ]
