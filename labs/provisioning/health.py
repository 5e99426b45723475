"""Whether labs can start now: the engine, the images, the keeper, the pool."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

from django.utils import timezone

from labs.engines.errors import EngineError, EngineForbidden
from labs.engines.registry import engine_get
from labs.models import KeeperBeat, KeeperLease, LabSession, LabState, Machine
from labs.provisioning.images import image_of
from labs.spec.definition import LabSpec, machine_kinds

beat_late = timedelta(seconds=30)  # a keeper that was silent for longer is taken for dead

well_seconds = 3.0
engine_sockets = ("/var/run/docker.sock", "/run/containerd/containerd.sock")

# When an engine was found well, and which kinds of machine it had no image of then.
well_at: WeakKeyDictionary[Any, tuple[float, frozenset[str]]] = WeakKeyDictionary()


def labs_health() -> dict[str, Any]:
    """For /healthz: the engine, the images, the keeper. Every part has `ok`; never raises."""
    engine: dict[str, Any] = {"ok": False}
    images: dict[str, Any] = {"ok": False}
    try:
        used = engine_get()
        info = used.info()
        engine = {"ok": True, "name": info.name, "kernel": info.kernel}
        engine |= {"holes": list(info.holes), "wall": wall_fault()}
        built = {kind: used.image_present(image_of(kind)) for kind in sorted(machine_kinds())}
        missing = [kind for kind, present in built.items() if not present]
        images = {"ok": not missing, "missing": missing}
    except EngineError as error:
        engine |= {"error": error.message, "forbidden": isinstance(error, EngineForbidden)}
    return {
        "engine": engine,
        "images": images,
        "keeper": keeper_health(),
        "pool": {"ok": True, "warm": warm_count()},
        "queue": {"ok": True, "waiting": LabSession.objects.filter(state=LabState.QUEUED).count()},
    }


def wall_fault() -> str:
    """Why whoever takes pages over has the engine too; empty where the broker stands between."""
    if os.geteuid() == 0:
        return "pages are served by root"
    if any(os.access(path, os.W_OK) for path in engine_sockets):
        return "who serves pages may use the engine's socket"
    return ""


def warm_count() -> int:
    return Machine.objects.filter(session=None, warm_at__isnull=False).count()


def keeper_health() -> dict[str, Any]:
    """When it last went round; which of several leads, and since when (ISO 8601, UTC)."""
    beat = KeeperBeat.objects.filter(pk=1).first()
    lease = KeeperLease.objects.filter(pk=1).exclude(holder="").first()
    keeper: dict[str, Any] = {"ok": False, "seconds_ago": None, "leader": None, "since": None}
    if beat and beat.at:
        ago = timezone.now() - beat.at
        keeper |= {"ok": ago < beat_late, "seconds_ago": round(ago.total_seconds(), 1)}
    if lease and lease.since and lease.until > timezone.now():
        keeper |= {"leader": lease.holder, "since": lease.since.isoformat(timespec="seconds")}
    return keeper


def lab_trouble(spec: LabSpec) -> str:
    """Why this lab can't start now: "engine", "forbidden" (the engine is there, and this server may
    not use it), "images", or "" where nothing is wrong.

    What was found well is believed for a few seconds: a class opens the page at once.
    """
    try:
        engine = engine_get()
    except EngineError:
        return "engine"
    at, missing = well_at.get(engine, (-well_seconds, frozenset()))
    if time.monotonic() - at >= well_seconds:
        health = labs_health()
        if not health["engine"]["ok"]:
            return "forbidden" if health["engine"].get("forbidden") else "engine"
        missing = frozenset(health["images"].get("missing", machine_kinds()))
        well_at[engine] = time.monotonic(), missing
    return "images" if missing & {machine.kind for machine in spec.machines} else ""
