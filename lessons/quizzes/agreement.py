"""What of a question has to be the same in its translations, whatever its kind. Pure."""

from __future__ import annotations

from lessons.quizzes.base import Base


def base_agree(source: Base, translation: Base) -> list[str]:
    """How a translation differs from its source in what must be equal in all languages."""
    found = []
    for name in ("points", "attempts", "hint_cost"):
        ours, theirs = getattr(source, name), getattr(translation, name)
        if ours != theirs:
            shown = name.replace("_", "-")
            found.append(f"{shown} is {theirs:g}, and {ours:g} in the source language")
    if source.pool != translation.pool:
        found.append("pool differs from the source language")
    if source.standalone != translation.standalone:
        found.append("standalone differs from the source language")
    if len(source.hints) != len(translation.hints):
        found.append(
            f"it has {len(translation.hints)} hints, and {len(source.hints)} in the source language"
        )
    if bool(source.explanation) != bool(translation.explanation):
        where = "here" if translation.explanation else "in the source language"
        found.append(f"only one language explains the answer (`! …`): it stands {where}")
    return found
