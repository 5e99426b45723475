"""What labs are doing just now, for /metrics: read when it is asked for, never by a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F
from django.utils import timezone
from prometheus_client import Metric

from labs.models import BuildState, ImageBuild, KeeperBeat, LabSession, LabState, Machine
from virtlearn.operation.metrics.declared import state

alive = [each for each in LabState if each != LabState.ENDED]


def labs_states() -> Iterator[Metric]:
    """Four small queries. Raises DatabaseError."""
    rows = LabSession.objects.filter(state__in=alive).values_list("state")
    sessions = dict.fromkeys((str(each) for each in alive), 0) | dict(rows.annotate(Count("pk")))
    yield state("virtlearn_lab_sessions", {(each,): n for each, n in sessions.items()})
    yield state("virtlearn_lab_queue_length", {(): sessions[LabState.QUEUED]})
    yield pool_state()
    built = ImageBuild.objects.values_list("state").annotate(Count("pk"))
    builds = dict.fromkeys((str(each) for each in BuildState), 0) | dict(built)
    yield state("virtlearn_image_builds", {(each,): n for each, n in builds.items()})
    beat = KeeperBeat.objects.filter(pk=1).first()
    if beat and beat.at:
        age = (timezone.now() - beat.at).total_seconds()
        yield state("virtlearn_keeper_round_age_seconds", {(): max(0.0, age)})
        yield state("virtlearn_engine_up", {(): not beat.engine_error})


def pool_state() -> Metric:
    """Those that are given up wait for their removal, and nobody can have them."""
    pool = Machine.objects.filter(session=None, claimed_at=None)
    counts: dict[tuple[str, ...], float] = {}
    counted = pool.values_list("kind").annotate(made=Count("pk"), warm=Count("warm_at"))
    for kind, made, warm in counted.order_by(F("kind")):
        counts[kind, "warm"], counts[kind, "making"] = warm, made - warm
    return state("virtlearn_pool_machines", counts)
