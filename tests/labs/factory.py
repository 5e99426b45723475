"""Labs for tests: one machine, three tasks that a shell command solves, on whichever engine."""

from __future__ import annotations

from typing import Any

import msgspec

from labs.catalog import Lab
from labs.spec import LabSpec, MachineDecl, TaskDecl

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
