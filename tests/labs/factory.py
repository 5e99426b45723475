"""Labs for tests: one machine, three tasks that a shell command solves, on whichever engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection
from django.utils import timezone

from labs.catalog.provider import Lab
from labs.engines.base import label_deployment
from labs.engines.inventory import Inventory
from labs.engines.registry import engine_get
from labs.lifecycle.services import lab_session_start
from labs.models import LabSession
from labs.scheduling.pool import pool_tend
from labs.spec.definition import LabSpec, MachineDecl, TaskDecl
from labs.spec.measures import MeasureDecl
from virtlearn.people.models import User

scripts = {
    "check-one.sh": (
        "test -e /home/learner/one || exit 1\necho measure kernel.release=6.18 GHz\nexit 0\n"
    ),
    "check-two.sh": "test -e /home/learner/two || exit 1\nexit 0\n",
    "check-three.sh": "test -e /home/learner/three || exit 1\nexit 0\n",
    "solve.sh": "touch ~/one\ntouch ~/two\ntouch ~/three\n",
}


def lab_make(slug: str = "whose-kernel", **changes: Any) -> Lab:
    """A lab whose task "three" needs "one"; `changes` are fields of its LabSpec."""
    spec = LabSpec(
        minutes=20,
        points=6,
        machines=(MachineDecl(name="main", kind="container"),),
        tasks=(
            TaskDecl(
                id="one",
                machine="main",
                check="check-one.sh",
                solve="solve.sh",
                measures=(
                    MeasureDecl(key="kernel.release", unit="GHz", most=100),
                    MeasureDecl(key="density.points.*", unit="KiB", most=1000),
                    MeasureDecl(key="density.each", unit="KiB", most=1000),
                ),
            ),
            TaskDecl(id="two", machine="main", check="check-two.sh", solve="solve.sh"),
            TaskDecl(
                id="three",
                machine="main",
                check="check-three.sh",
                solve="solve.sh",
                needs=("one",),
                solution_after=2,
            ),
        ),
    )
    return Lab(
        course="containers-vs-kvm",
        slug=slug,
        digest="d1",
        spec=msgspec.structs.replace(spec, **changes),
        scripts=scripts,
        title={"en": "Whose kernel", "es": "De quién es el núcleo"},
        summary={"en": "…", "es": "…"},
    )


def starts_at_once(user: User, count: int) -> list[LabSession]:
    """What `count` parallel starts of one learner give; needs a test with real transactions."""
    return at_once([lambda: lab_session_start(user=user, lab=lab_make())] * count)


def at_once(calls: Sequence[Callable[[], LabSession]]) -> list[LabSession]:
    """What parallel calls give, as far as they don't raise."""
    found: list[LabSession] = []
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], LabSession]) -> None:
        try:
            gate.wait()
            found.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def pool_round() -> None:
    """What the leading keeper does for the pool in one round."""
    at = timezone.now()
    listed = engine_get().list({label_deployment: settings.DEPLOYMENT_ID})
    pool_tend(timezone.now(), Inventory(listed=listed, at=at))


def start(user: User, slug: str = "whose-kernel", **changes: Any) -> LabSession:
    """A session of `lab_make`'s lab, as its learner starts it."""
    return lab_session_start(user=user, lab=lab_make(slug, **changes))
