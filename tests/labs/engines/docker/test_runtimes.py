"""What is remembered of a runtime, and for how long; on the real engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines import probe_cache
from labs.engines.docker import runtimes as docker_runtimes
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.probe import label_probe
from labs.provisioning.images import image_of
from labs.spec.definition import machines_folder


@pytest.fixture
def engine(docker_engine: DockerEngine) -> Iterator[DockerEngine]:
    """Nothing is known of it yet."""
    before = dict(docker_runtimes.remembered), list(probe_cache.folders)
    forget()
    image = image_of("container")
    if not docker_engine.image_present(image):
        docker_engine.image_build(image, machines_folder / "container", print)
    yield docker_engine
    docker_runtimes.remembered.update(before[0])
    probe_cache.folders[:] = before[1]


def forget() -> None:
    docker_runtimes.remembered.clear()
    docker_runtimes.asked.clear()
    probe_cache.folders.clear()


def test_another_process_need_not_try_again(engine: DockerEngine, tmp_path: Path) -> None:
    probe_cache.keep_in(tmp_path / "engine")
    assert engine.runtime_fault("runc") == ""
    assert docker_runtimes.remembered
    assert len(list((tmp_path / "engine").iterdir())) == 1

    forget()
    probe_cache.keep_in(tmp_path / "engine")
    assert engine.runtime_fault("runc") == ""
    assert not docker_runtimes.remembered  # nothing was tried


def test_what_was_kept_of_another_engine_is_not_believed(
    engine: DockerEngine, tmp_path: Path
) -> None:
    probe_cache.keep_in(tmp_path)
    engine.runtime_fault("runc")
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text().replace(" runc ", " another "))

    forget()
    probe_cache.keep_in(tmp_path)
    assert engine.runtime_fault("runc") == ""
    assert docker_runtimes.remembered  # it was tried


def test_a_trial_leaves_nothing_behind(engine: DockerEngine) -> None:
    engine.runtime_fault("runc")

    def tried() -> set[str]:
        found = engine.api.containers(all=True, filters={"label": label_probe})
        return {each["Id"] for each in found}

    there = tried()  # another process may try its own meanwhile, one after the other
    deadline = time.monotonic() + 60
    while there & tried():
        assert time.monotonic() < deadline
        time.sleep(0.2)
