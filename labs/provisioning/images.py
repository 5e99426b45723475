"""Names the image of a kind of machine by the digest of its folder, and builds it.

A kind may stand on another: `ARG vm_image` in its Dockerfile is the image of the kind `vm`, whose
change changes the name of both.
"""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from labs.engines.base import Limits, Say
from labs.engines.broker.manifest import Image
from labs.engines.errors import EngineError, ImageMissing
from labs.engines.protocols import ImageIds, Images
from labs.engines.registry import engine_get
from labs.spec.definition import machine_kinds, machines_folder

parent_pattern = re.compile(r"^ARG ([a-z][a-z0-9-]*)_image$", re.MULTILINE)

accelerator_pattern = re.compile(r"virtlearn\.accelerator=\"?([A-Za-z]+)")
reported_pattern = re.compile(r"virtlearn\.reported=\"?(root|owner)")
limit_pattern = re.compile(r"virtlearn\.limit\.([a-z_]+)=\"?([0-9.]+)")


asked_every = 30.0  # seconds for which a page believes what the engine said, or that it did not
accelerators: dict[str, tuple[float, str]] = {}  # by kind


@cache
def image_of(kind: str) -> str:
    """`virtlearn/container:3f…`. Read once a process; a change shows after a restart."""
    return f"virtlearn/{kind}:{kind_digest(kind)[:16]}"


def kind_digest(kind: str) -> str:
    """SHA-256 over the folder of `kind` and of what it stands on."""
    own = folder_digest(machines_folder / kind)
    parents = [kind_digest(parent) for parent in parents_of(kind)]
    return hashlib.sha256(" ".join([own, *parents]).encode()).hexdigest() if parents else own


def parents_of(kind: str) -> tuple[str, ...]:
    """The kinds whose images the Dockerfile of `kind` begins from."""
    return tuple(dict.fromkeys(parent_pattern.findall(dockerfile(kind))))


def image_make(engine: Images, kind: str, say: Say, *, fresh: bool = False) -> str:
    """Builds the image of `kind`, and what it stands on where that is missing. Gives its name.

    `fresh` is for this image alone. Raises EngineError.
    """
    image = image_of(kind)
    parents = {parent: image_of(parent) for parent in parents_of(kind)}
    for parent, name in parents.items():
        if not engine.image_present(name):
            say(f"{name}: building, since {kind} stands on it")
            image_make(engine, parent, say)
    arguments = {f"{parent}_image": name for parent, name in parents.items()}
    engine.image_build(image, machines_folder / kind, say, fresh=fresh, arguments=arguments)
    return image


def images_renew() -> None:
    """Tells the engine that this version's images are wanted. Raises EngineError.

    To be said again within a day: another installation may be what removes old images.
    """
    engine_get().images_renew(images_all())


def images_all() -> list[str]:
    """The images of all kinds of machines, as this version has them."""
    return [image_of(kind) for kind in sorted(machine_kinds())]


def images_there(engine: ImageIds) -> dict[str, Image]:
    """Those of this version that have been built, by kind. Raises EngineError."""
    found: dict[str, Image] = {}
    for kind in sorted(machine_kinds()):
        name = image_of(kind)
        with suppress(ImageMissing):
            found[kind] = Image(name, engine.image_id(name))
    return found


def folder_digest(folder: Path) -> str:
    """SHA-256 over the paths, the contents and the execute bits of every file in `folder`, but for
    what Python leaves beside its modules."""
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file())
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        content = path.read_bytes()
        executable = bool(path.stat().st_mode & 0o100)
        name = path.relative_to(folder).as_posix()
        digest.update(f"{len(name)} {name} {executable} {len(content)} ".encode() + content)
    return digest.hexdigest()


@cache
def limits_of(kind: str) -> Limits:
    """What one machine of this kind may take, from its Dockerfile: the engine need not be asked.

    The image's name is a hash of that file's folder, so the image cannot say otherwise.
    """
    found = {name: float(value) for name, value in limit_pattern.findall(dockerfile(kind))}
    whole = {name: value if name == "cpus" else int(value) for name, value in found.items()}
    return msgspec.convert(whole, Limits)


def is_virtual(kind: str) -> bool:
    """Whether machines of this kind execute guests."""
    return bool(accelerator_named(kind))


@cache
def accelerator_named(kind: str) -> str:
    """What its Dockerfile says that executes its guests; empty where it has none."""
    found = accelerator_pattern.search(dockerfile(kind))
    return found[1] if found else ""


@cache
def reports_itself(kind: str) -> bool:
    """Whether what a check finds in a machine of this kind is the learner's own word: they are root
    where it looks, or own what it reads. A kind that is gone here is taken for one."""
    text = dockerfile(kind)
    return not text or bool(reported_pattern.search(text))


@cache
def checked_by_root(kind: str) -> bool:
    """Whether checks in a machine of this kind are root, as its learner is, and may read all."""
    found = reported_pattern.search(dockerfile(kind))
    return bool(found and found[1] == "root")


def accelerator_of(kind: str) -> str:
    """What executes the code of a virtual machine's guest: "KVM", "TCG"; empty for other kinds.

    Where nobody has seen a guest boot with KVM it is what the kind can do without.
    """
    if not (named := accelerator_named(kind)):
        return ""
    at, name = accelerators.get(kind, (-asked_every, named))
    if time.monotonic() - at >= asked_every:
        with suppress(EngineError):
            name = engine_get().accelerator(image_of(kind)).name
        accelerators[kind] = time.monotonic(), name
    return name


def dockerfile(kind: str) -> str:
    try:
        return (machines_folder / kind / "Dockerfile").read_text(encoding="utf-8")
    except OSError:  # a kind that is not installed here any more
        return ""
