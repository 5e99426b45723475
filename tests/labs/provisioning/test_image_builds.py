"""Images of machines: in which order, how far, and what is left when one fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from labs.engines.fake.misbehaving import UnbuiltEngine
from labs.models import BuildState, ImageBuild
from labs.provisioning.build_progress import Progress
from labs.provisioning.disk import build_need_mb, disk_fault
from labs.provisioning.image_builds import build_order, builds_of, images_build, silence_most
from labs.provisioning.images import image_of, parents_of
from labs.spec.definition import MachineDecl, machine_kinds
from tests.labs.factory import lab_make

pytestmark = pytest.mark.django_db
order = ["container", "vm", "workstation"]


class Shown:
    """What was shown of builds, and what the rows said at that moment."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int]] = []
        self.waiting: list[set[str]] = []

    def __call__(self, kind: str, progress: Progress) -> None:
        self.steps.append((kind, progress.step))
        rows = ImageBuild.objects.filter(state=BuildState.WAITING)
        self.waiting.append(set(rows.values_list("kind", flat=True)))


def build(engine: UnbuiltEngine, shown: Shown | None = None) -> dict[str, str]:
    said: list[str] = []
    failed = images_build(engine, order, said.append, shown or Shown())
    return {kind: error.message for kind, error in failed.items()}


def states() -> dict[str, str]:
    return dict(ImageBuild.objects.values_list("kind", "state"))


def lab_of(*kinds: str) -> list[MachineDecl]:
    return [MachineDecl(name=f"m{number}", kind=kind) for number, kind in enumerate(kinds)]


def test_kinds_come_in_the_order_of_the_labs_each_after_what_it_stands_on() -> None:
    specs = [
        lab_make(machines=tuple(lab_of("workstation"))).spec,
        lab_make(machines=tuple(lab_of("hypervisor", "no-such-kind"))).spec,
    ]
    found = build_order(specs)
    assert set(found) == machine_kinds()
    for kind in found:
        assert all(found.index(parent) < found.index(kind) for parent in parents_of(kind))
    assert found.index("workstation") < found.index("hypervisor")
    assert build_order(specs, ["workstation"]) == [*parents_of("workstation"), "workstation"]
    assert build_order([]) == build_order([])


def test_every_kind_is_built_and_its_row_says_so() -> None:
    shown = Shown()
    engine = UnbuiltEngine()
    assert build(engine, shown) == {}
    assert engine.built == [image_of(kind) for kind in order]
    assert set(states().values()) == {BuildState.BUILT}
    assert shown.steps[:4] == [
        ("container", 0),
        ("container", 1),
        ("container", 2),
        ("container", 4),
    ]
    assert shown.waiting[0] == {"vm", "workstation"}
    assert shown.waiting[-1] == set()
    assert builds_of(order) == []


def test_what_stands_on_one_that_failed_is_not_tried() -> None:
    engine = UnbuiltEngine()
    engine.failing = frozenset({"vm"})
    failed = build(engine)
    assert "no mirror answers" in failed["vm"]
    assert "stands on vm" in failed["workstation"]
    assert engine.built == [image_of("container")]
    assert [(row.kind, row.state) for row in builds_of(order)] == [
        ("vm", BuildState.FAILED),
        ("workstation", BuildState.FAILED),
    ]
    engine.failing = frozenset()
    assert build(engine) == {}
    assert builds_of(order) == []


def test_a_build_that_nobody_speaks_of_any_more_is_none() -> None:
    long_ago = timezone.now() - silence_most - timedelta(seconds=1)
    for kind, state in (("vm", BuildState.BUILDING), ("container", BuildState.FAILED)):
        ImageBuild.objects.create(kind=kind, state=state, at=long_ago)
    assert [row.kind for row in builds_of(order)] == ["container"]


def test_nothing_is_begun_on_a_disk_that_is_too_small() -> None:
    engine = UnbuiltEngine()
    engine.disk_free = 1 << 30
    failed = build(engine)
    assert "GB of disk at /images, and 1.0 GB are free" in failed["vm"]
    assert engine.built == [image_of("container")]
    assert disk_fault("vm", UnbuiltEngine().info()) == ""  # nobody knows how much there is
    assert build_need_mb("workstation") > build_need_mb("vm") > build_need_mb("container")
