"""Snapshots of booted virtual machines as images: booted once at set-up, resumed ever after.

An image whose label `virtlearn.freeze` names a program is built in two steps. That program runs in
a container of the image, hardened as every machine but with room for what it freezes, and leaves
it in `/tmp/vm/template`; these files become one more layer, /template, which all machines of the
image read and none can change.
"""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from docker import APIClient, errors

from labs.engines.base import Say
from labs.engines.docker import streams as docker_streams
from labs.engines.docker.process_images import environment
from labs.engines.errors import EngineError

freeze_label = "virtlearn.freeze"
place_label = "virtlearn.template"  # what the template is good for: labs.engines.base.Accelerator
# Owned by root and read-only: a machine can change nothing of it.
pack = ["tar", "--create", "--owner=0", "--group=0", "--mode=a=rX"]
pack += ["--directory=/tmp/vm/template", "."]
pieces_mb = 16  # of an archive in this process's memory; the rest is in a file


def freeze_program(api: APIClient, image: str) -> str:
    """What freezes `image`; empty where it needs no template."""
    found = api.inspect_image(image)  # type: ignore[no-untyped-call]
    labels: Mapping[str, str] = found["Config"]["Labels"] or {}
    return labels.get(freeze_label, "")


@contextmanager
def freeze(
    api: APIClient, unfrozen: str, profile: Mapping[str, Any], say: Say
) -> Iterator[IO[bytes]]:
    """What the image's program leaves, as a tar. Raises EngineError.

    `profile` is the hardening of the image's machines.
    """
    say(f"{unfrozen}: booting it once, to resume it ever after")
    before = time.monotonic()
    memory = profile["mem_limit"]  # bytes; the guest's memory is less, and is now a file
    roomy = {
        **profile,
        "tmpfs": {"/tmp": f"rw,exec,nosuid,nodev,size={memory},mode=1777"},  # noqa: S108
        "mem_limit": 2 * memory,
        "memswap_limit": 2 * memory,
    }
    made = api.create_container(
        unfrozen,
        command=["sleep", "infinity"],
        user="1000:1000",
        environment=environment(),
        network_disabled=True,
        host_config=api.create_host_config(**roomy),
    )["Id"]
    try:
        api.start(made)
        output(api, made, [freeze_program(api, unfrozen)], io.BytesIO())
        with tempfile.SpooledTemporaryFile(pieces_mb << 20) as archive:
            output(api, made, pack, archive)
            size = archive.tell()
            say(f"frozen after {time.monotonic() - before:.0f} s, {size >> 20} MiB")
            archive.seek(0)
            yield archive
    finally:
        api.remove_container(made, force=True, v=True)


def thaw_image(api: APIClient, unfrozen: str, image: str, archive: IO[bytes], place: str) -> None:
    """Makes `image` of `unfrozen` and what was frozen in it. Raises EngineError.

    `place` is what the template is good for.
    """
    with tempfile.SpooledTemporaryFile(pieces_mb << 20) as context:
        context_write(context, unfrozen, archive, place)
        for entry in api.build(
            fileobj=context, custom_context=True, tag=image, rm=True, forcerm=True, decode=True
        ):
            if "error" in entry:
                raise EngineError(f"could not build {image}: {entry['error']}", permanent=True)


def output(api: APIClient, container: str, command: list[str], to: IO[bytes]) -> None:
    """Writes what `command` prints; EngineError with its complaint where it fails.

    The time limit is that of `api`'s connection: nothing comes for so long.
    """
    made = api.exec_create(container, command, user="1000:1000")["Id"]
    said = b""
    for out, complaint in api.exec_start(made, demux=True, stream=True):
        to.write(out or b"")
        said = (said + (complaint or out or b""))[-2000:]
    if docker_streams.exec_status(api, made) != 0:
        raise EngineError(f"{command[0]} failed: {said.decode(errors='replace')}")


def context_write(context: IO[bytes], unfrozen: str, archive: IO[bytes], place: str) -> None:
    """What `docker build` needs to lay the files of `archive` over `unfrozen`, as a tar."""
    lines = [f"FROM {unfrozen}", "ADD template.tar /template/"]
    lines.append(f"LABEL {place_label}={json.dumps(place)}")
    dockerfile = "\n".join(lines).encode()
    with tarfile.open(fileobj=context, mode="w") as to:
        add(to, "Dockerfile", len(dockerfile), io.BytesIO(dockerfile))
        size = archive.seek(0, io.SEEK_END)
        archive.seek(0)
        add(to, "template.tar", size, archive)
    context.seek(0)


def add(to: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o444
    to.addfile(entry, content)


def unfrozen_remove(api: APIClient, unfrozen: str) -> None:
    """Takes the name of the first step away; its layers are the image's own."""
    try:
        api.remove_image(unfrozen, noprune=True)
    except errors.APIError:
        return  # a name too many harms nobody
