"""What the images of the labs' machines take on the engine's disk.

Layers that several images stand on count once. The floor is the bare Debian system below them all,
of the same engine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from docker import APIClient
from docker.utils import kwargs_from_env

from bench.figure import Figure
from bench.lab import backend, images_ready

names = ("images_gb",)
base = "virtlearn/base"
History = list[dict[str, Any]]


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure if it is wanted."""
    if names[0] not in wanted:
        return
    from labs.provisioning.images import images_all
    from labs.spec.definition import machine_kinds

    kinds = machine_kinds()
    images_ready(*kinds)
    api: Any = APIClient(**kwargs_from_env())
    with closing(api):
        layers = unique(api.history(image) for image in images_all())
        floor = unique([api.history(base)])
    gigabytes = 1e9
    yield Figure(
        names[0],
        sum(layers.values()) / gigabytes,
        "GB",
        sum(floor.values()) / gigabytes,
        len(kinds),
        backend(),
    )


def unique(histories: Iterable[History]) -> Mapping[object, int]:
    """Give the size in bytes of every layer, those in several histories once.

    A layer that came from a registry has no id of its own: when and by what it was made tell it.
    """
    return {
        (layer["Created"], layer["CreatedBy"]) if layer["Id"] == "<missing>" else layer["Id"]: (
            layer["Size"]
        )
        for history in histories
        for layer in history
    }
