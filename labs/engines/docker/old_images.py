"""Prunes former versions of machine images once nobody wants them.

An image's tag is a hash of what it is made of, so that every change leaves the former tag behind.
Several installations, of different versions, may share an engine, and none can see what another
runs next: so each says from time to time that it wants its images, by naming them once more, and
the engine notes when that was (`LastTagTime`). What nobody has named for a day, and no container
was made of, goes. The stages that an image was built by have names that begin as its own, and go
with it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from docker import APIClient, errors

from labs.engines.base import Say

wanted_seconds = 24 * 3600.0  # for so long an image is kept that nobody names
label = "virtlearn.image"  # of the base, and by it of all that is built on it
step = re.compile(r"^Step \d+/\d+ : (\w+)")
made = re.compile(r"^ ---> ([0-9a-f]{12,64})$")


class Version(msgspec.Struct):
    """One version of a machine's image: its names, its stages' among them."""

    names: list[str]
    ids: set[str]
    wanted_at: float  # seconds since the epoch


def renew(api: APIClient, images: Iterable[str]) -> None:
    """Says that these are wanted; those that are missing are left out."""
    for image in images:
        repository, _, tag = image.rpartition(":")
        try:
            api.tag(image, repository, tag)
        except errors.ImageNotFound:
            continue


def old_remove(
    api: APIClient, images: Collection[str], say: Say, seconds: float = wanted_seconds
) -> None:
    """Removes the versions of `images` but themselves that nobody has wanted for so long.

    What the engine refuses to remove stays.
    """
    used = {each["ImageID"] for each in api.containers(all=True)}
    before = time.time() - seconds
    for image in images:
        repository, _, tag = image.rpartition(":")
        for name, version in versions(api, repository).items():
            if name == tag or version.wanted_at > before or version.ids & used:
                continue
            say(f"{repository}:{name}: nobody has wanted it for {seconds / 3600:.0f} h, removing")
            for each in version.names:
                name_remove(api, each)


def stages_remove(api: APIClient, images: Collection[str]) -> None:
    """Removes what the builds of `images` left of their stages; a container that still uses one
    keeps it."""
    for image in images:
        repository, _, tag = image.rpartition(":")
        for name, version in versions(api, repository).items():
            if name != tag:
                continue
            for each in version.names:
                if each.rpartition(":")[2].startswith(f"{tag}-stage"):
                    name_remove(api, each)


def nameless_remove(api: APIClient, label: str = label, seconds: float = wanted_seconds) -> None:
    """Removes what is that old, has no name and nothing stands on: builds that failed leave it."""
    before = time.time() - seconds
    for listed in api.images(filters={"dangling": True, "label": label}):
        if listed["Created"] <= before:
            name_remove(api, listed["Id"])


def versions(api: APIClient, repository: str) -> dict[str, Version]:
    """All versions of a repository, by tag."""
    found: dict[str, Version] = {}
    for listed in api.images(repository):
        try:
            wanted_at = named_at(api.inspect_image(listed["Id"]))  # type: ignore[no-untyped-call]
        except errors.ImageNotFound:  # removed a moment ago
            continue
        for name in listed["RepoTags"] or []:
            if name.rpartition(":")[0] != repository:
                continue
            tag = name.rpartition(":")[2].partition("-")[0]
            version = found.setdefault(tag, Version([], set(), 0.0))
            version.names.append(name)
            version.ids.add(listed["Id"])
            version.wanted_at = max(version.wanted_at, wanted_at)
    return found


def named_at(image: Mapping[str, Any]) -> float:
    """When an image was last given a name, or else made; seconds since the epoch."""
    times = (image.get("Metadata", {}).get("LastTagTime"), image.get("Created"))
    return max(moment(each) for each in times)


def moment(text: str | None) -> float:
    """Of a time as the engine writes it, with nanoseconds; 0 where it knows none."""
    if not text or text.startswith("0001-"):
        return 0.0
    return datetime.fromisoformat(re.sub(r"\.\d+", "", text)).timestamp()


def name_remove(api: APIClient, name: str) -> None:
    """With its last name an image goes, and the nameless ones below it that nothing needs."""
    try:
        api.remove_image(name)
    except errors.APIError:
        return  # gone, or a container was made of it meanwhile


def stages(lines: Iterable[str]) -> Iterator[str]:
    """The images that a build's stages but the last ended with, by what the builder said."""
    within, last = "", ""
    for line in lines:
        if found := step.match(line):
            within = found[1].upper()
            if within == "FROM" and last:
                yield last
                last = ""
        elif (found := made.match(line)) and within != "FROM":  # one begins at somebody else's
            last = found[1]
