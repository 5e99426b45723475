"""Who gets /dev/kvm: seen on the real engine, with devices that are none, and with the host's."""

from __future__ import annotations

import os
import stat
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines import probe_cache
from labs.engines.base import MachineSpec, label_deployment
from labs.engines.docker import kvm as docker_kvm
from labs.engines.docker.engine import DockerEngine
from labs.provisioning.images import image_of
from tests.labs.machines.machine import made_for

deployment = f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def engine(vm_engine: DockerEngine) -> Iterator[DockerEngine]:
    with made_for(vm_engine, deployment, "vm"):  # its image is there from now on
        yield vm_engine


@pytest.fixture(autouse=True)
def nothing_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_cache, "folders", [tmp_path])
    monkeypatch.setattr(docker_kvm, "remembered", {})


@pytest.mark.parametrize(
    ("device", "group", "rights", "fault"),
    [
        ("", 0, 0, "has no /dev/kvm"),
        ("0 600", 0, 0o600, "rights 600 and group 0"),
        ("0 660", 0, 0o660, "a group of its own"),  # nobody is given the group of root
        ("108 640", 108, 0o640, "readable and writable"),
        ("108 660", 108, 0o660, ""),
        ("0 666", 0, 0o666, ""),
    ],
)
def test_the_rights_that_a_device_needs(device: str, group: int, rights: int, fault: str) -> None:
    found = docker_kvm.fault_of_device(device, group, rights)
    assert fault in found
    assert bool(fault) == bool(found)


def test_a_device_that_is_not_there(engine: DockerEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker_kvm, "host_device", "/dev/no-such-device")
    found = engine.accelerator(image_of("vm"), look=True)
    assert (found.name, found.why) == ("TCG", "the host has no /dev/kvm")
    assert found.processor


def test_a_device_on_which_nothing_boots_is_given_to_no_machine(
    engine: DockerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docker_kvm, "host_device", "/dev/null")  # anybody may open it
    found = engine.accelerator(image_of("vm"), look=True)
    assert found.name == "TCG"
    assert "no guest boots with it" in found.why
    assert devices_of(engine) == []

    # Remembered by this process, and by the next.
    monkeypatch.setattr(docker_kvm, "boot", None)
    assert engine.accelerator(image_of("vm"), look=True) == found
    docker_kvm.remembered.clear()
    assert engine.accelerator(image_of("vm")) == found


def test_the_hosts_own_device_is_answered_for_in_time(
    engine: DockerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is good for: a guest that hangs on it does not hang who asks."""
    own = Path(docker_kvm.device)
    if not own.exists() or os.geteuid() != 0:
        pytest.skip("there is no /dev/kvm here, or no right to make another name for it")
    node = tmp_path / "kvm"
    os.mknod(node, stat.S_IFCHR | 0o660, own.stat().st_rdev)
    os.chown(node, 0, 61000)
    node.chmod(0o660)
    monkeypatch.setattr(docker_kvm, "host_device", str(node))
    image = image_of("vm")
    engine.limits_of(image)
    began = time.monotonic()
    found = docker_kvm.look(engine.api, image, engine.probes[image], seconds=6.0)
    assert time.monotonic() - began < 60
    assert bool(found.why) == (found.name == "TCG")
    assert found.group == 61000
    devices = [f"{node}:/dev/kvm"] if found.name == "KVM" else []
    assert devices_of(engine) == devices


def test_machines_without_guests_have_nothing_of_it(engine: DockerEngine) -> None:
    found = engine.accelerator(image_of("container"), look=True)
    assert found == docker_kvm.translated


def devices_of(engine: DockerEngine) -> list[str]:
    """The host's devices that a machine gets which is created now."""
    handle = engine.create(
        MachineSpec(
            name=f"{deployment}-{uuid.uuid4().hex[:6]}",
            image=image_of("vm"),
            hostname="lab",
            labels={label_deployment: deployment},
        )
    )
    config = engine.api.inspect_container(handle.id)["HostConfig"]
    engine.remove(handle)
    found = config["Devices"] or []
    assert bool(found) == bool(config["GroupAdd"])
    return [f"{each['PathOnHost']}:{each['PathInContainer']}" for each in found]
