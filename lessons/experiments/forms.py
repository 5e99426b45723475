"""Reads the prediction that a browser sends to a claim."""

from __future__ import annotations

from lessons.document.schema import Claim
from lessons.experiments.refusal import PredictionCode
from lessons.quizzes.numeric import readings

typed_codes = {
    "empty": PredictionCode.NOTHING_WRITTEN,
    "unit": PredictionCode.OTHER_UNIT,
    "long": PredictionCode.TOO_LONG,
}


def prediction_read(
    claim: Claim, typed: str, language: str
) -> tuple[float | None, str, PredictionCode | None]:
    """A prediction as a number or as the key of a choice, or why it can't be taken."""
    if claim.predict is None or claim.predict.kind == "choice":
        keys = [each.key for each in claim.predict.choices] if claim.predict else []
        if typed in keys:
            return None, typed, None
        return None, "", PredictionCode.CHOICE_GONE if typed else PredictionCode.NOTHING_CHOSEN
    values, fault = readings(typed, claim.unit_name or claim.unit)
    if fault:
        return None, "", typed_codes.get(fault, PredictionCode.NOT_A_NUMBER)
    # `1,234` has two readings: the language says which mark is the decimal one.
    decimal = "," if language.startswith("es") else "."
    return (min if decimal in typed else max)(values, key=abs), "", None
