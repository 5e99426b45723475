"""Reads how the total of a class's grades is made, now and before."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.classes.gradebook.settings import Settings, settings_read
from lessons.models import Class, GradeScheme


def settings_in_force(row: Class) -> Settings:
    """A class that never set anything adds up all points."""
    kept = row.grade_schemes.order_by("-pk").values_list("kept", flat=True).first()
    return Settings() if kept is None else settings_read(kept)


def settings_newest(row: Class) -> int:
    """The number of the latest change, 0 for none."""
    return row.grade_schemes.order_by("-pk").values_list("pk", flat=True).first() or 0


def settings_at(row: Class, number: int) -> Settings | None:
    """Those of one change; 0 are those of the beginning. None where the class has no such one."""
    if not number:
        return Settings()
    kept = row.grade_schemes.filter(pk=number).values_list("kept", flat=True).first()
    return None if kept is None else settings_read(kept)


def settings_history(row: Class) -> Sequence[GradeScheme]:
    """The newest first."""
    return list(row.grade_schemes.select_related("by").order_by("-pk"))
