from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from runpy import run_path

import pytest

from labs.engines.base import Say, no_arguments
from labs.engines.docker import images as docker_images
from labs.engines.errors import EngineError
from labs.engines.fake.engine import FakeEngine
from labs.provisioning import images
from labs.provisioning.images import folder_digest, image_make, image_of, limits_of
from labs.spec.definition import machines_folder

above_lines = "ARG below_image\nFROM ${below_image}\n"


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


around_mb = 48  # QEMU without its guest, and the programs of the terminals


@pytest.mark.parametrize("kind", ["vm", "workstation"])
def test_what_a_virtual_machine_may_take_is_the_sum_of_its_parts(kind: str) -> None:
    """Nothing is promised twice: guest, translated code and disk can all be full at once."""
    qemu = run_path(str(machines_folder / "vm/lab/qemu.py"))
    own = machines_folder / kind / "guest" / "about"
    about = qemu["about_defaults"] | qemu["lines_of"](str(own))
    limits = limits_of(kind)
    parts = int(about["memory_mb"]) + int(about["code_mb"]) + limits.tmp_mb
    assert parts + around_mb <= limits.memory_mb


class Builder(FakeEngine):
    """Remembers what it was told to build; only `there` is there before."""

    def __init__(self) -> None:
        super().__init__()
        self.there: set[str] = set()
        self.built: list[tuple[str, Mapping[str, str]]] = []

    def image_present(self, image: str) -> bool:
        return image in self.there

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        self.built.append((image, dict(arguments)))


@pytest.fixture
def kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kind `above` that stands on `below`, and nothing remembered of others."""
    for kind, lines in (("below", "FROM virtlearn/base\n"), ("above", above_lines)):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "Dockerfile").write_text(lines)
    monkeypatch.setattr(images, "machines_folder", tmp_path)
    monkeypatch.setattr(images, "image_of", images.image_of.__wrapped__)
    return tmp_path


def test_a_change_of_what_it_stands_on_is_another_image(kinds: Path) -> None:
    before = {kind: images.kind_digest(kind) for kind in ("above", "below")}
    (kinds / "below" / "more").write_text("")
    assert images.kind_digest("below") != before["below"]
    assert images.kind_digest("above") != before["above"]
    (kinds / "below" / "more").unlink()
    (kinds / "above" / "more").write_text("")
    assert images.kind_digest("below") == before["below"]
    assert images.kind_digest("above") != before["above"]


def test_what_it_stands_on_is_built_first_and_named_to_it(kinds: Path) -> None:
    engine = Builder()
    image_make(engine, "above", print)
    (below, _), (above, arguments) = engine.built
    assert (below.partition(":")[0], above.partition(":")[0]) == (
        "virtlearn/below",
        "virtlearn/above",
    )
    assert arguments == {"below_image": below}
    engine.built.clear()
    engine.there.add(below)
    image_make(engine, "above", print)
    assert [name for name, _ in engine.built] == [above]


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
