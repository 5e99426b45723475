"""Images, accelerator and runtimes of a Docker engine's host."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from docker import APIClient
from docker.utils import kwargs_from_env

from labs.engines.base import Accelerator, Info, Limits, Say, no_arguments, runtimes_known
from labs.engines.docker import (
    images as docker_images,
)
from labs.engines.docker import (
    kvm as docker_kvm,
)
from labs.engines.docker import (
    old_images as docker_old_images,
)
from labs.engines.docker import (
    runtime_holes as docker_runtime_holes,
)
from labs.engines.docker import (
    runtimes as docker_runtimes,
)
from labs.engines.docker import (
    templates as docker_templates,
)
from labs.engines.docker.errors import errors_ours
from labs.engines.docker.profile import hardening
from labs.engines.errors import ImageMissing

call_timeout = 20  # seconds for one call to the engine
work_timeout = 600  # for one that works on whole images
look_timeout = 5  # for one that only looks: a page may wait for it
holes_seconds = 600.0  # for which what was found of its versions is believed
limit_label = "virtlearn.limit."


class DockerHost:
    """Images and HostFacts of labs.engines.protocols; the machines are in DockerEngine."""

    known: Sequence[str] = runtimes_known

    def __init__(self) -> None:
        self.limits: dict[str, Limits] = {}  # by image; a tag names one content for ever
        self.probes: dict[str, str] = {}  # by image of virtual machines: what boots one with KVM
        self.holes_known: tuple[float, Sequence[str]] = (-holes_seconds, ())
        self.templates: dict[str, str] = {}  # and what their templates are good for
        # By image, where it is known of what content it has to be: machines are of that.
        self.image_ids: Mapping[str, str] = {}

    @cached_property
    def api(self) -> APIClient:
        with errors_ours("reach Docker"):
            return APIClient(timeout=call_timeout, version="auto", **kwargs_from_env())

    @cached_property
    def looking(self) -> APIClient:
        with errors_ours("reach Docker"):
            return APIClient(timeout=look_timeout, version="auto", **kwargs_from_env())

    def info(self) -> Info:
        with errors_ours("reach Docker"):
            found = self.looking.info()
        disk = str(found.get("DockerRootDir") or "")
        return Info(
            name=f"Docker {found['ServerVersion']}",
            kernel=found["KernelVersion"],
            cpus=found["NCPU"],
            memory=found["MemTotal"],
            disk=disk,
            disk_free=disk_free(disk) if self.is_local else 0,
            holes=self.holes(),
        )

    def holes(self) -> Sequence[str]:
        """Of its runc, as it was within the last ten minutes."""
        at, known = self.holes_known
        if time.monotonic() - at >= holes_seconds:
            with errors_ours("ask for Docker's versions"):
                known = docker_runtime_holes.holes_of(self.looking.version(), local=self.is_local)
            self.holes_known = time.monotonic(), known
        return known

    @property
    def is_local(self) -> bool:
        """Whether the engine's files are this host's: it listens on a socket in the file system."""
        return str(self.looking.base_url).startswith("http+docker://")

    def image_present(self, image: str) -> bool:
        try:
            self.limits_of(image)
        except ImageMissing:
            self.limits.pop(image, None)
            return False
        # A template that was made elsewhere, or on something else, resumes nowhere here.
        template = self.templates[image]
        here = self.accelerator(image).place if template else ""
        return not here or template == here

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        with errors_ours(f"build {image}"):
            api = APIClient(timeout=work_timeout, version="auto", **kwargs_from_env())
            try:
                unfrozen = f"{image}-unfrozen"
                recipe = docker_images.Recipe(folder, arguments, fresh)
                docker_images.build(api, unfrozen, recipe, say)
                if docker_templates.freeze_program(api, unfrozen):
                    profile = hardening(self.limits_of(unfrozen))
                    here = self.accelerator_tried(api, unfrozen, image)
                    say(f"guests run on {here.name}" + (f": {here.why}" if here.why else ""))
                    profile |= accelerated(here)
                    with docker_templates.freeze(api, unfrozen, profile, say) as frozen:
                        docker_templates.thaw_image(api, unfrozen, image, frozen, here.place)
                else:
                    api.tag(unfrozen, image)
                docker_templates.unfrozen_remove(api, unfrozen)
            finally:
                api.close()

    def images_renew(self, images: Collection[str]) -> None:
        with errors_ours("say which images are wanted"):
            docker_old_images.renew(self.api, images)

    def images_old_remove(self, images: Collection[str], say: Say) -> None:
        with errors_ours("remove former images"):
            api = APIClient(timeout=work_timeout, version="auto", **kwargs_from_env())
            try:
                docker_old_images.old_remove(api, images, say)
                docker_old_images.nameless_remove(api)
            finally:
                api.close()

    def images_stages_remove(self, images: Collection[str]) -> None:
        with errors_ours("remove the stages of images"):
            api = APIClient(timeout=work_timeout, version="auto", **kwargs_from_env())
            try:
                docker_old_images.stages_remove(api, images)
            finally:
                api.close()

    def image_id(self, image: str) -> str:
        """The digest of its content. Raises ImageMissing."""
        with errors_ours(f"find the image {image}", missing=ImageMissing):
            found: str = self.looking.inspect_image(image)["Id"]  # type: ignore[no-untyped-call]
        return found

    def limits_of(self, image: str) -> Limits:
        with errors_ours(f"find the image {image}", missing=ImageMissing):
            found = self.looking.inspect_image(image)  # type: ignore[no-untyped-call]
        labels: Mapping[str, str] = found["Config"]["Labels"] or {}
        asked = {
            name.removeprefix(limit_label): float(value)
            for name, value in labels.items()
            if name.startswith(limit_label)
        }
        whole = {name: value if name == "cpus" else int(value) for name, value in asked.items()}
        self.probes[image] = labels.get(docker_kvm.probe_label, "")
        self.templates[image] = labels.get(docker_templates.place_label, "")
        self.limits[image] = Limits(**whole)  # type: ignore[arg-type]
        return self.limits[image]

    def accelerator(self, image: str, *, look: bool = False) -> Accelerator:
        if image not in self.probes:
            self.limits_of(image)
        if not self.probes[image]:
            return docker_kvm.translated
        with errors_ours("find out whether there is KVM"):
            found = docker_kvm.known(self.looking, image)
            if found.place or not look:
                return found
            return docker_kvm.look(self.api, image, self.probes[image])

    def accelerator_tried(self, api: APIClient, image: str, kept_as: str) -> Accelerator:
        """What guests of an image run on that is being built, and is called `kept_as` later."""
        if not (program := self.probes[image]):
            return docker_kvm.translated
        return docker_kvm.look(api, image, program, kept_as)

    def runtimes(self) -> Sequence[str]:
        with errors_ours("ask for the runtimes"):
            installed = docker_runtimes.installed(self.looking, self.known)
        return [name for name in installed if not self.runtime_fault(name)]

    def runtime_fault(self, runtime: str) -> str:
        with errors_ours(f"try the runtime {runtime}"):
            return docker_runtimes.fault(self.api, runtime, self.known)


def disk_free(path: str) -> int:
    """Bytes that are free there; 0 where it can't be seen."""
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return 0


def accelerated(found: Accelerator) -> dict[str, Any]:
    """What a machine gets besides, where its guests can have KVM."""
    return docker_kvm.passed(found.group) if found.name == "KVM" else {}
