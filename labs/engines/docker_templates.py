"""Images of machines that start from a template: booted once at set-up, resumed ever after.

An image whose label `virtlearn.freeze` names a program is built in two steps. That program runs in
a container of the image, hardened as every machine, and leaves what it froze in `/tmp/vm`; these
files become one more layer, /template, which all machines of the image read and none can change.
"""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Callable, Mapping
from typing import Any

from docker import APIClient, errors

from labs.engines import docker_streams
from labs.engines.base import EngineError, Say

freeze_label = "virtlearn.freeze"
frozen_mb = 512  # of the container's /tmp, while it freezes
places = "ram state about.json"  # in /tmp/vm


def freeze_program(api: APIClient, image: str) -> str:
    """What freezes `image`; empty where it needs no template."""
    found = api.inspect_image(image)  # type: ignore[no-untyped-call]
    labels: Mapping[str, str] = found["Config"]["Labels"] or {}
    return labels.get(freeze_label, "")


def freeze(api: APIClient, unfrozen: str, profile: Mapping[str, Any], say: Say) -> bytes:
    """What the image's program leaves, as a tar. Raises EngineError.

    `profile` is the hardening of the image's machines.
    """
    say(f"{unfrozen}: booting it once, to resume it ever after")
    before = time.monotonic()
    roomy = {
        **profile,
        "tmpfs": {"/tmp": f"rw,exec,nosuid,nodev,size={frozen_mb}m,mode=1777"},  # noqa: S108
        "mem_limit": profile["mem_limit"] + (frozen_mb << 20),
        "memswap_limit": profile["memswap_limit"] + (frozen_mb << 20),
    }
    made = api.create_container(
        unfrozen,
        command=["sleep", "infinity"],
        user="1000:1000",
        network_disabled=True,
        host_config=api.create_host_config(**roomy),
    )["Id"]
    try:
        api.start(made)
        output(api, made, [freeze_program(api, unfrozen)])
        archive = output(api, made, ["tar", "--create", "--directory=/tmp/vm", *places.split()])
    finally:
        api.remove_container(made, force=True, v=True)
    say(f"frozen after {time.monotonic() - before:.0f} s, {len(archive) >> 20} MiB")
    return archive


def thaw_image(api: APIClient, unfrozen: str, image: str, archive: bytes) -> None:
    """Makes `image` of `unfrozen` and what was frozen in it. Raises EngineError."""
    context = context_make(unfrozen, archive)
    for entry in api.build(
        fileobj=context, custom_context=True, tag=image, rm=True, forcerm=True, decode=True
    ):
        if "error" in entry:
            raise EngineError(f"could not build {image}: {entry['error']}", permanent=True)


def output(api: APIClient, container: str, command: list[str]) -> bytes:
    """What `command` prints; EngineError with its complaint where it fails.

    The time limit is that of `api`'s connection: nothing comes for so long.
    """
    made = api.exec_create(container, command, user="1000:1000")["Id"]
    pieces = list(api.exec_start(made, demux=True, stream=True))
    printed = b"".join(out for out, _complaint in pieces if out)
    if docker_streams.exec_status(api, made) != 0:
        said = printed + b"".join(complaint for _out, complaint in pieces if complaint)
        raise EngineError(f"{command[0]} failed: {said[-2000:].decode(errors='replace')}")
    return printed


def context_make(unfrozen: str, archive: bytes) -> io.BytesIO:
    """What `docker build` needs to lay the files of `archive` over `unfrozen`, as a tar."""
    dockerfile = f"FROM {unfrozen}\nCOPY --chown=0:0 template /template\n".encode()
    context = io.BytesIO()
    with (
        tarfile.open(fileobj=context, mode="w") as to,
        tarfile.open(fileobj=io.BytesIO(archive)) as of,
    ):
        add(to, "Dockerfile", len(dockerfile), io.BytesIO(dockerfile).read)
        for member in of:
            if (content := of.extractfile(member)) is not None:
                add(to, f"template/{member.name}", member.size, content.read)
    context.seek(0)
    return context


def add(to: tarfile.TarFile, name: str, size: int, read: Callable[[], bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o444
    to.addfile(entry, io.BytesIO(read()))


def unfrozen_remove(api: APIClient, unfrozen: str) -> None:
    """Takes the name of the first step away; its layers are the image's own."""
    try:
        api.remove_image(unfrozen, noprune=True)
    except errors.APIError:
        return  # a name too many harms nobody
