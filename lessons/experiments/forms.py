"""Reads the prediction that a browser sends to a claim."""

from __future__ import annotations

from lessons.document.schema import Claim
from lessons.experiments.presenter import Fault
from lessons.quizzes.numeric import readings


def prediction_read(claim: Claim, typed: str, language: str) -> tuple[float | None, str, Fault]:
    """A prediction as a number or as the key of a choice, or why it can't be taken."""
    if claim.predict is None or claim.predict.kind == "choice":
        keys = [each.key for each in claim.predict.choices] if claim.predict else []
        if typed in keys:
            return None, typed, ""
        return None, "", "choice" if typed else "empty"
    values, fault = readings(typed, claim.unit_name or claim.unit)
    if fault:
        faults: dict[str, Fault] = {"empty": "empty", "unit": "unit", "long": "long"}
        return None, "", faults.get(fault, "number")
    # `1,234` has two readings: the language says which mark is the decimal one.
    decimal = "," if language.startswith("es") else "."
    return (min if decimal in typed else max)(values, key=abs), "", ""
