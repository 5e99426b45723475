"""Finds the digests of a lab's tasks, by which results of one and the same task are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from labs.catalog.provider import guide_get
from labs.spec.definition import LabSpec
from labs.spec.digest import task_digest

kept_most = 256
_kept: dict[tuple[str, str, str], Mapping[str, str]] = {}


def task_digests(  # noqa: PLR0913
    *,
    course: str,
    lab: str,
    revision: str,
    spec: LabSpec,
    scripts: Mapping[str, str],
    languages: Collection[str],
) -> Mapping[str, str]:
    """Task → digest; `revision` is the one that is published now, whose guides are read once."""
    key = (course, lab, revision)
    if (found := _kept.get(key)) is None:
        if len(_kept) >= kept_most:
            _kept.clear()
        guides = {language: guide_get(course, lab, language) for language in languages}
        found = _kept[key] = {
            task.id: task_digest(
                spec,
                task,
                scripts,
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
            for task in spec.tasks
        }
    return found
