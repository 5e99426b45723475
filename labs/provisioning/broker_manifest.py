"""Writes what the broker believes: the images that there are, and the scripts that may run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from labs.catalog.provider import lab_list, labs_pinned
from labs.engines.broker.manifest import Manifest, manifest_write, scripts_write
from labs.engines.protocols import Engine, ImageIds
from labs.models import LabSession, LabState
from labs.provisioning.images import images_there
from labs.spec.probes import fact_scripts, kept_from_checks


def manifest_publish(engine: Engine) -> None:
    """Signs the images of this version that are there. Raises EngineError and OSError.

    For the set-up alone: an engine that only pretends has no broker.
    """
    if not isinstance(engine, ImageIds):
        return
    manifest = Manifest(
        deployment=settings.DEPLOYMENT_ID,
        # Admission counts exactly; those that are being removed are still there for a while.
        machines_most=2 * settings.LABS_MAX,
        process_images=settings.LAB_PROCESS_IMAGES,
        images=images_there(engine),
    )
    folder = Path(settings.BROKER_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    manifest_write(folder, manifest)


def scripts_publish(texts: Iterable[str]) -> None:
    """Lets these scripts run in machines: those of a course that is published. Raises OSError."""
    scripts_write(Path(settings.BROKER_DIR), texts)


def scripts_renew() -> None:
    """The same of all that may run now: the platform's own scripts, those of the courses as they
    are shown and as classes read them, and of sessions that have begun before.

    Raises OSError and DatabaseError.
    """
    texts = [each.script for each in fact_scripts.values() if each.script]
    texts.append(kept_from_checks.text)
    for lab in (*lab_list(), *labs_pinned()):
        texts += lab.scripts.values()
    for scripts in LabSession.objects.exclude(state=LabState.ENDED).values_list("scripts"):
        texts += scripts[0].values()
    scripts_publish(texts)
