"""Builds machine images, and their common base from a registry or mmdebstrap."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import requests
from docker import APIClient, errors

from labs.engines.base import Say
from labs.engines.docker import old_images as docker_old_images
from labs.engines.errors import EngineError

base = "virtlearn/base"
base_label = f"LABEL {docker_old_images.label}=base"
suite = "bookworm"
bootstrap_timeout = 1800  # seconds
# What nobody reads in a machine.
excluded = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*")
proxies = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


refreshed: set[str] = set()  # what this process has made anew: one base serves several images


class Recipe(msgspec.Struct, frozen=True):
    """A folder with a Dockerfile, the values of its ARGs, and whether nothing kept may serve."""

    folder: Path
    arguments: Mapping[str, str]
    fresh: bool


def build(api: APIClient, image: str, recipe: Recipe, say: Say) -> None:
    """Builds `recipe` as `image`, and the base first where it is missing.

    Its stages get names too (`…-stage1`): what is built next begins from them.
    """
    if recipe.fresh and base not in refreshed:
        base_make(api, say)
        refreshed.add(base)
    elif not base_present(api):
        base_make(api, say)
    said: list[str] = []
    for entry in api.build(
        path=str(recipe.folder),
        tag=image,
        rm=True,
        forcerm=True,
        nocache=recipe.fresh,
        decode=True,
        # The network of the host: a bridge may lead nowhere, and its packages come from a mirror.
        network_mode="host",
        buildargs={name: os.environ[name] for name in proxies if name in os.environ}
        | dict(recipe.arguments),
    ):
        line = str(entry.get("stream", "")).rstrip()
        if line:
            said.append(line)
            say(line)
        if "error" in entry:
            last = "\n".join(said[-5:])
            raise EngineError(f"could not build {image}: {entry['error']}\n{last}", permanent=True)
    repository, _, tag = image.rpartition(":")
    for number, stage in enumerate(docker_old_images.stages(said), start=1):
        api.tag(stage, repository, f"{tag.partition('-')[0]}-stage{number}")


def base_present(api: APIClient) -> bool:
    try:
        api.inspect_image(base)  # type: ignore[no-untyped-call]
    except errors.ImageNotFound:
        return False
    return True


def base_make(api: APIClient, say: Say) -> None:
    say(f"{base}: asking a registry for debian:{suite}-slim")
    try:
        api.pull("debian", tag=f"{suite}-slim")
        base_named(api, f"debian:{suite}-slim")
        say(f"{base} is debian:{suite}-slim")
    except (errors.APIError, requests.RequestException):
        say("no registry answers: making the base with mmdebstrap, which takes a minute")
        base_bootstrap(api, say)


def base_named(api: APIClient, image: str) -> None:
    """Makes the base of an image of somebody else's, with our label on it."""
    lines = f"FROM {image}\n{base_label}\n".encode()
    for entry in api.build(fileobj=io.BytesIO(lines), tag=base, rm=True, decode=True):
        if "error" in entry:
            raise EngineError(f"could not make {base} of {image}: {entry['error']}")


def base_bootstrap(api: APIClient, say: Say) -> None:
    """A minimal Debian from the package mirror that this host uses."""
    if not (program := shutil.which("mmdebstrap")):
        raise EngineError(
            f"No registry can be reached for debian:{suite}-slim, and mmdebstrap is not there to "
            "make a base image from packages. Install it (apt-get install mmdebstrap) and run "
            "`manage.py lab images` again.",
            permanent=True,
        )
    with tempfile.TemporaryDirectory(prefix="virtlearn-base-") as folder:
        archive = Path(folder) / "base.tar"
        command = [program, "--variant=minbase"]
        command += [f"--dpkgopt=path-exclude={pattern}" for pattern in excluded]
        command += [suite, str(archive), *host_sources()]
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=bootstrap_timeout, check=False
        )
        if result.returncode:
            last = "\n".join(result.stderr.splitlines()[-8:])
            raise EngineError(f"mmdebstrap failed:\n{last}")
        say(f"importing {archive.stat().st_size // 2**20} MiB as {base}")
        answer = api.import_image_from_file(
            str(archive), repository=base, tag="latest", changes=[base_label]
        )
        if "error" in answer:
            raise EngineError(f"could not import the base image: {answer}")


def host_sources() -> list[str]:
    """The host's own lines for this suite, in the one-line style; empty: mmdebstrap's defaults."""
    if not (program := shutil.which("apt-get")):
        return []
    wanted = "$(REPO_URI)|$(RELEASE)|$(CODENAME)|$(COMPONENT)|$(ORIGIN)"
    result = subprocess.run(
        [program, "indextargets", "--format", wanted, "Created-By: Packages"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines: dict[str, None] = {}
    for row in result.stdout.splitlines():
        uri, release, codename, component, origin = row.split("|")
        if origin == "Debian" and component == "main" and suite in (release + codename):
            lines[f"deb {uri.rstrip('/')} {release} main"] = None
    return list(lines) if any(line.split()[2] == suite for line in lines) else []
