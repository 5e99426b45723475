"""Numbers between systems: read without loss, and written in their shortest exact form."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from lessons.quizzes.asked import NoFormError

plain = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,3})?", re.ASCII)
comma = re.compile(r"[+-]?\d{1,100},\d{1,100}", re.ASCII)
thousands = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
digits_most = 17  # beyond them binary numbers of 64 bits tell nothing apart


def decimal_read(text: str) -> tuple[Decimal, str]:
    """The number, and a note on how it was read. NoFormError where it is none, or may be two."""
    text = text.strip().replace("\u2212", "-").replace(" ", "").removesuffix("%")
    if plain.fullmatch(text):
        value = Decimal(text)
        if value and not -320 < value.adjusted() < 308:
            raise NoFormError(f"the number {text[:40]} is beyond those that are reckoned with here")
        return value, ""
    if thousands.fullmatch(text):
        raise NoFormError(f"{text[:40]} may be read in two ways: write it without a comma")
    if comma.fullmatch(text):
        value = Decimal(text.replace(",", "."))
        return value, f"the decimal comma of {text[:40]} was read as a point"
    raise NoFormError(f"a number was expected, and {text[:40]!r} was found")


def span_of(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal]:
    """The middle of a range and half of its width."""
    if most < least:
        least, most = most, least
    with localcontext() as context:
        context.prec = 900
        return (least + most) / 2, (most - least) / 2


def decimal_text(value: Decimal) -> str:
    """The shortest text that is read as this very number."""
    if not value:
        return "0"
    with localcontext() as context:
        context.prec = 900
        short = value.normalize()
    digits = len(short.as_tuple().digits)
    zeros = short.adjusted() + 1 - digits  # at the end of a whole number
    if -7 <= short.adjusted() <= 20 and zeros <= 6 and digits <= 60:
        return f"{short:f}"
    sign, numbers = ("-" if short < 0 else ""), "".join(map(str, short.as_tuple().digits))
    mantissa = numbers[0] + (f".{numbers[1:]}" if numbers[1:] else "")
    return f"{sign}{mantissa}e{short.adjusted()}"


def digits_noted(value: Decimal) -> list[str]:
    """A note where a binary number does not hold all of its digits."""
    with localcontext() as context:
        context.prec = 900
        digits = len(value.normalize().as_tuple().digits)
    kept = float(value)
    if digits <= digits_most and (kept or not value):
        return []
    return [f"of {decimal_text(value)[:40]} the first {digits_most} digits count here"]


def product(first: float, second: float) -> float:
    """Of the numbers as they are written: 5 % of 1e-9 is 5e-11, and no digit more."""
    with localcontext() as context:
        context.prec = 60
        return float(Decimal(repr(first)) * Decimal(repr(second)))


def float_text(value: float) -> str:
    """The shortest text that is read as this very number, as XML and GIFT write one."""
    return decimal_text(Decimal(repr(value)))
