"""Digests of tasks: one changes when what is asked, or how it is checked, changes. Pure.

In it are the task's text and hints in all languages, its machine's kind, and the scripts that
prepare, check and hint. Not in it are its solution and what proves the lab.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labs.spec.definition import LabSpec, TaskDecl
from virtlearn.core.content_digest import content_digest, words_of

roles = ("init", "check", "hint", "fail")


def task_digest(
    spec: LabSpec,
    task: TaskDecl,
    scripts: Mapping[str, str],
    texts: Mapping[str, Sequence[str]],
) -> str:
    """`scripts` are texts by file name; `texts` the HTML of the task and its hints by language."""
    machine = spec.machine(task.machine)
    named = {role: name for role in roles if (name := getattr(task, role))}
    return content_digest(
        {
            "id": task.id,
            "machine": machine.kind if machine else "",
            "outside": task.outside,
            "needs": sorted(task.needs),
            "scripts": {role: scripts.get(name, "").strip() for role, name in named.items()},
            "texts": {name: [words_of(text) for text in each] for name, each in texts.items()},
        }
    )
