"""The phases of a round: what follows on what, and what one may do and see in each. Pure."""

from __future__ import annotations

from typing import Final

phases: Final = ("predict", "run", "talk", "again", "compare")
answered: Final = {"predict": 1, "again": 2}  # the turn of an answer, by phase
least_shown = 3  # people, before a picture shows what they predicted or measured


def phase_after(phase: str) -> str:
    """Empty after the last."""
    place = phases.index(phase) + 1
    return phases[place] if place < len(phases) else ""


def phase_before(phase: str) -> str:
    """Empty before the first."""
    place = phases.index(phase)
    return phases[place - 1] if place else ""


def turn_of(phase: str, *, closed: bool) -> int:
    """The turn that is answered now; 0 for none."""
    return 0 if closed else answered.get(phase, 0)


def rows_shown(phase: str, *, closed: bool) -> tuple[str, ...]:
    """What the class's picture shows: nothing while people predict for the first time, and no
    second predictions before all of them are in."""
    if closed or phase == "compare":
        return ("predicted", "measured", "again")
    return () if phase == "predict" else ("predicted", "measured")
