"""Finds the digests of a lab's tasks, by which results of one and the same task are compared."""

from __future__ import annotations

from collections.abc import Mapping

from labs.catalog.provider import Lab, guide_get
from labs.spec.digest import task_digest

kept_most = 256
_kept: dict[tuple[str, str, str], Mapping[str, str]] = {}


def task_digests(lab: Lab) -> Mapping[str, str]:
    """Task → digest. The guides of a revision are read once."""
    key = (lab.course, lab.slug, lab.digest)
    if (found := _kept.get(key)) is None:
        if len(_kept) >= kept_most:
            _kept.clear()
        guides = {language: guide_get(lab, language) for language in lab.title}
        found = _kept[key] = {
            task.id: task_digest(
                lab.spec,
                task,
                lab.scripts,
                {
                    language: [
                        text
                        for part in parts
                        if part.task == task.id
                        for text in (part.html, *part.hints)
                    ]
                    for language, parts in guides.items()
                },
            )
            for task in lab.spec.tasks
        }
    return found
