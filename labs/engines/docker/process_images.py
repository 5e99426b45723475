"""Whether machines may start from the image of a whole process (labs/machines/vm/process)."""

from __future__ import annotations

in_use = {"process_images": True}


def process_images_use(wanted: bool) -> None:
    """Chooses for this process: `wanted` is the setting LAB_PROCESS_IMAGES."""
    in_use["process_images"] = wanted


def environment() -> dict[str, str]:
    """What a machine's programs are told of the choice."""
    return {} if in_use["process_images"] else {"PROCESS_IMAGES": "no"}
