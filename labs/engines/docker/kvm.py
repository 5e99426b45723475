"""Detects KVM by booting a guest with it on the Docker engine's host.

A machine may have a /dev/kvm on which no guest gets to its first word (a cloud's virtual machine
whose host offers half of it), so that the device proves nothing. What was found is remembered for
as long as the host runs, by all processes of an installation; other rights of the device, another
processor or another image is a new trial.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from docker import APIClient, errors

from labs.engines.base import Accelerator, Limits
from labs.engines.docker.probe import container_make, leftovers_remove, remove
from labs.engines.docker.profile import hardening
from labs.engines.docker.runtimes import engine_start
from labs.engines.probe_cache import cache_get, cache_set
from virtlearn.core.msgspec_types import types_ready

device = "/dev/kvm"
host_device = device  # what a machine's /dev/kvm is on the host
probe_label = "virtlearn.kvm"  # of an image: its program that boots a guest with KVM
boot_seconds = 20.0  # within which a guest must have booted; with KVM it takes two
believed_seconds = 30.0  # how long nobody asks whether the engine is still the same
translated = Accelerator(name="TCG", why="no guest was booted with KVM here yet")
facts_script = f"""
stat -c 'device %g %a' {device} 2>/dev/null
sed -n '/^model name/{{s/.*: /processor /p;q}}' /proc/cpuinfo
"""


class Verdict(msgspec.Struct, frozen=True):
    """What was found of an engine's host while it ran since `start`."""

    start: str
    facts: Mapping[str, str]  # device: its group and rights; processor
    fault: str  # why there is no KVM; empty where a guest booted with it
    group: int = 0  # whose members may use the device

    @property
    def accelerator(self) -> Accelerator:
        return Accelerator(
            name="TCG" if self.fault else "KVM",
            why=self.fault,
            processor=self.facts.get("processor", ""),
            group=self.group,
        )


remembered: dict[tuple[str, str], tuple[float, Accelerator]] = {}  # by engine and image
one_at_a_time = threading.Lock()


def known(api: APIClient, image: str) -> Accelerator:
    """What was found by an earlier look; TCG where nobody has looked. Starts nothing."""
    where = (api.base_url, image)
    at, found = remembered.get(where, (-believed_seconds, translated))
    if time.monotonic() - at >= believed_seconds:
        verdict = kept(name_of(api, image), engine_start(api))
        found = verdict.accelerator if verdict else translated
        remembered[where] = time.monotonic(), found
    return found


def look(
    api: APIClient, image: str, program: str, kept_as: str = "", *, seconds: float = boot_seconds
) -> Accelerator:
    """As `known`, by booting a guest of `image` where nothing is known of it as the host is now.

    `program` boots it. `kept_as` is the image's later name. Takes a second where the device is
    missing or may not be used, else `seconds` at most. Raises the library's errors.
    """
    name, start = name_of(api, kept_as or image), engine_start(api)
    with one_at_a_time:
        leftovers_remove(api)
        facts = facts_read(api, image)
        verdict = kept(name, start)
        if verdict is None or verdict.facts != facts:
            group, rights = facts.get("device", "0 0").split()
            fault = fault_of_device(facts.get("device", ""), int(group), int(rights, 8))
            fault = fault or boot(api, image, program, int(group), seconds)
            verdict = Verdict(start, facts, fault, int(group))
            if start:
                cache_set(name, msgspec.json.encode(verdict).decode())
        remembered[api.base_url, kept_as or image] = time.monotonic(), verdict.accelerator
    return verdict.accelerator


def name_of(api: APIClient, image: str) -> str:
    return f"{api.info()['ID']} kvm {image}"


def kept(name: str, start: str) -> Verdict | None:
    try:
        verdict = msgspec.json.decode(cache_get(name), type=Verdict)
    except msgspec.DecodeError:
        return None
    return verdict if start and verdict.start == start else None


def fault_of_device(found: str, group: int, rights: int) -> str:
    """Why a process without rights of its own cannot use the device, if so."""
    if not found:
        return f"the host has no {device}"
    if rights & 0o006 == 0o006:
        return ""
    if rights & 0o060 != 0o060 or group == 0:
        return (
            f"{device} has the rights {rights:o} and group {group}: it must be readable and "
            "writable for a group of its own (chgrp kvm, chmod 660)"
        )
    return ""


def facts_read(api: APIClient, image: str) -> dict[str, str]:
    """`device`: group and rights as a container sees them, if it is there. `processor`."""
    bare = hardening(Limits())
    command = ["sh", "-c", facts_script]
    try:
        text = printed(api, image, command, {**bare, **passed(0)}, 10)[1]
    except errors.APIError:  # the host has no such device
        text = printed(api, image, command, bare, 10)[1]
    lines = (line.partition(" ") for line in text.splitlines())
    return {name: value for name, space, value in lines if space}


def boot(api: APIClient, image: str, program: str, group: int, seconds: float) -> str:
    """Why no guest booted with KVM within so many seconds; empty where one did."""
    profile = {**hardening(Limits(memory_mb=384, cpus=1)), **passed(group)}
    command = [program, f"{seconds:g}"]
    status, said = printed(api, image, command, profile, seconds + 10)
    if status == 0:
        return ""
    last = said.strip().splitlines()[-2:]  # QEMU's own words, and the program's
    return "; ".join(reversed(last)) or f"the trial ended with {status}"


def passed(group: int) -> dict[str, Any]:
    """The device, for who has no rights but those of `group`, in docker-py's words."""
    wanted: dict[str, Any] = {"devices": [f"{host_device}:{device}:rw"]}
    return wanted | ({"group_add": [str(group)]} if group else {})


def printed(
    api: APIClient, image: str, command: list[str], profile: Mapping[str, Any], seconds: float
) -> tuple[int | None, str]:
    """Exit status and output of `command` in a container; None where it took longer."""
    made = container_make(api, image, command, profile, user="1000:1000")
    try:
        api.start(made)
        end = time.monotonic() + seconds
        while (state := api.inspect_container(made)["State"])["Running"]:
            if time.monotonic() > end:
                return None, f"no answer within {seconds:g} s"
            time.sleep(0.05)
        return state["ExitCode"], api.logs(made).decode(errors="replace")
    finally:
        remove(api, made)


types_ready(Verdict)
