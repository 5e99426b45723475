"""Labs for tests: one machine, three tasks that a shell command solves, on whichever engine."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
from django.db import connection

from labs.catalog import Lab
from labs.models import LabSession
from labs.services import lab_session_start
from labs.spec import LabSpec, MachineDecl, TaskDecl
from virtlearn.people.models import User

scripts = {
    "check-one.sh": ("test -e ~/one || exit 1\necho measure kernel.release=6.18 GHz\nexit 0\n"),
    "check-two.sh": "test -e ~/two || exit 1\nexit 0\n",
    "check-three.sh": "test -e ~/three || exit 1\nexit 0\n",
    "solve.sh": "touch ~/one\ntouch ~/two\ntouch ~/three\n",
}


def lab_make(slug: str = "whose-kernel", **changes: Any) -> Lab:
    """A lab whose task "three" needs "one"; `changes` are fields of its LabSpec."""
    spec = LabSpec(
        minutes=20,
        points=6,
        machines=(MachineDecl(name="main", kind="container"),),
        tasks=(
            TaskDecl(id="one", machine="main", check="check-one.sh", solve="solve.sh"),
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
    found: list[LabSession] = []

    def click() -> None:
        try:
            found.append(lab_session_start(user=user, lab=lab_make()))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
