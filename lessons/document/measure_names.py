"""What figures are called where people read them: never by their keys. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.document.schema import Course, Text


def measures_of(course: Course) -> dict[str, str]:
    """Every key that a lab's tasks measure one figure by, and the lab, in their order.

    Series are left out, and what is measured to be drawn alone: they are read in charts only.
    """
    return {
        measure.key: lab.slug
        for lab in course.labs
        for task in lab.spec.tasks
        for measure in task.measures
        if not measure.key.endswith(".*") and not lab.spec.is_only_drawn(measure.key)
    }


def measure_name(measures: Mapping[str, Text], key: str, language: str) -> str:
    """The course's name in `language`, or in the language that it has; "" where it has none."""
    named = measures.get(key, {})
    return named.get(language, "") or next(iter(named.values()), "")
