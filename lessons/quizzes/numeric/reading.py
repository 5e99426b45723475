"""Numbers as learners type them, and how near they come."""

from __future__ import annotations

import math
import re
import unicodedata

from lessons.quizzes.base import Fault, answer_max_length

number = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9., ']*|[.,][0-9]+)(?P<exponent>[eE][+-]?[0-9]{1,4})?"
    r"(?P<rest>.*)\Z",
    re.DOTALL,
)
groups = re.compile(r"[0-9]{1,3}(?P<mark>[., '])[0-9]{3}(?:(?P=mark)[0-9]{3})*\Z")
rounding = 1e-9  # relative; so that 0.1 + 0.2 is 0.3


def near(value: float, wanted: float, tolerance: float, relative: bool) -> bool:
    """Whether `value` is within the tolerance of `wanted`, forgiving binary rounding."""
    allowed = tolerance * abs(wanted) if relative else tolerance
    return abs(value - wanted) <= allowed + rounding * max(abs(value), abs(wanted))


def readings(text: str, unit: str) -> tuple[tuple[float, ...], Fault]:
    """Every number that `text` may mean, or why it cannot be read.

    A comma or a point may be the decimal mark or part thousands off, as the reader's language has
    it; `1,234` is therefore 1234 and 1.234, and right if one of them is.
    """
    if len(text) > answer_max_length:
        return (), "long"
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2019", "'")
    text = " ".join(text.split())
    if not text:
        return (), "empty"
    found = number.match(text)
    if not found:
        return (), "number"
    rest = found["rest"].strip()
    exponent = found["exponent"] or ""
    values = {
        float(f"{found['sign']}{plain}{exponent}")
        for plain in plain_forms(found["digits"].strip(" '"))
    }
    finite = tuple(sorted(value for value in values if math.isfinite(value)))
    if not finite:
        return (), "number"
    if rest and rest.casefold() != " ".join(unit.split()).casefold():
        return (), "unit" if unit else "number"
    return finite, ""


def plain_forms(digits: str) -> set[str]:
    """`1.234,5` → {`1234.5`}; `1,234` → {`1234`, `1.234`}; nonsense → {}."""
    forms = set()
    if groups.match(digits):
        forms.add(re.sub(r"[., ']", "", digits))
    if digits.isdigit():
        forms.add(digits)
    for decimal in ",.":
        whole, separator, part = digits.rpartition(decimal)
        if not separator or not (part.isdigit() or part == ""):
            continue
        if whole.isdigit() or whole == "":
            forms.add(f"{whole or '0'}.{part or '0'}")
        elif (grouped := groups.match(whole)) and grouped["mark"] != decimal:
            forms.add(f"{re.sub(r'''[., ']''', '', whole)}.{part or '0'}")
    return forms
