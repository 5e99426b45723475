"""A task's digest: another one once it asks or checks otherwise."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labs.spec.digest import task_digest
from tests.labs.factory import lab_make

lab = lab_make()
texts = {"en": ["<p>Find the kernel.</p>", "Look at <code>uname</code>."]}


def digest(
    name: str = "one",
    *,
    scripts: dict[str, str] | None = None,
    words: dict[str, list[str]] | None = None,
    **changes: Any,
) -> str:
    task = lab.spec.task(name)
    assert task
    task = msgspec.structs.replace(task, **changes)
    return task_digest(lab.spec, task, {**lab.scripts, **(scripts or {})}, words or texts)


def test_what_changes_no_task() -> None:
    assert digest(scripts={"solve.sh": "another way"}) == digest()
    assert digest(scripts={"check-two.sh": "of another task"}) == digest()
    assert (
        digest(words={"en": ["Find   the *kernel*.".replace("*", ""), texts["en"][1]]}) == digest()
    )
    assert digest(timeout=9, solution_after=3, solution_cost=0.5) == digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"scripts": {"check-one.sh": "exit 0"}},
        {"words": {"en": ["Find the other kernel.", texts["en"][1]]}},
        {"words": {**texts, "es": ["Encuentra el núcleo."]}},
        {"needs": ("two",)},
        {"outside": True},
        {"init": "solve.sh"},
    ],
)
def test_what_makes_another_task(changes: dict[str, Any]) -> None:
    assert digest(**changes) != digest()
