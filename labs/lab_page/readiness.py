"""What keeps a lab from starting: no engine, or images of its machines that are still built."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext

from labs.lab_page.refusal import ReadinessCode
from labs.models import BuildState, ImageBuild
from labs.provisioning import health
from labs.provisioning.image_builds import builds_of
from labs.spec.definition import LabSpec


class BuildView(msgspec.Struct, frozen=True):
    """An image that is being built, waits for that, or could not be built."""

    kind: str
    summary: str
    percent: int | None = None
    fault: str = ""  # the engine's words, in English


def missing_now(spec: LabSpec) -> tuple[Sequence[str], Sequence[BuildView]]:
    """What keeps the lab from starting and how it is mended, and the images that it waits for;
    empty where nothing does."""
    trouble = health.lab_trouble(spec)
    if trouble == "forbidden":
        return [str(ReadinessCode.FORBIDDEN.refusal())], ()
    if trouble == "engine":
        return [str(ReadinessCode.NO_ENGINE.refusal())], ()
    if trouble == "images":
        rows = builds_of({machine.kind for machine in spec.machines})
        if rows:
            return (), [build_view(row) for row in rows]
        return [str(ReadinessCode.NO_IMAGES.refusal())], ()
    return (), ()


def build_view(row: ImageBuild) -> BuildView:
    if row.state == BuildState.FAILED:
        return BuildView(row.kind, str(ReadinessCode.IMAGE_FAILED.refusal()), None, row.detail)
    if row.state == BuildState.WAITING:
        return BuildView(row.kind, gettext("Its image is built after those of other machines."))
    if not row.steps:
        return BuildView(row.kind, gettext("Its image is being built."), row.percent)
    text = gettext("Its image is being built: step %(step)d of %(steps)d.")
    return BuildView(row.kind, text % {"step": row.step, "steps": row.steps}, row.percent)
