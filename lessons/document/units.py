"""Units of figures, and figures with their unit, as each language writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lessons.document.schema import Text
from virtlearn.core.wording import shown

# What stands for itself in every language; any other unit is a word, and words are translated.
symbols = frozenset(
    {
        *("ns", "µs", "us", "ms", "s", "min", "h", "d", "Hz", "kHz", "MHz", "GHz"),
        *(
            "bit",
            "kbit",
            "Mbit",
            "Gbit",
            "B",
            "kB",
            "KB",
            "MB",
            "GB",
            "TB",
            "KiB",
            "MiB",
            "GiB",
            "TiB",
        ),
        *("W", "J", "V", "°C", "%", "‰", "×"),
    }
)
figure_shape = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?: (?P<unit>[^\d\s].*))?")
Units = Mapping[str, Text]  # unit as a check writes it → what it is called


def unit_unnamed(units: Units, unit: str, languages: Collection[str]) -> bool:
    """Whether `unit` is a word without a name. A course in one language needs no names."""
    return len(languages) > 1 and unit_is_word(unit) and unit not in units


def unit_is_word(unit: str) -> bool:
    """Whether `unit` needs a name in each language: `words` does, `ms` and `MB/s` do not."""
    return any(part not in symbols for part in unit.split("/")) if unit else False


def unit_missing(unit: str) -> str:
    """What is said of a word that has no name in the course."""
    name = unit if re.fullmatch(r"[\w-]+", unit, re.ASCII) else f'"{shown(unit)}"'
    return (
        f"`{shown(unit)}` is a word: course.toml must say what it is in each language; write"
        f" `[units.{name}]` with a line for each"
    )


def unit_name(units: Units, unit: str, language: str) -> str:
    """What `unit` is called in `language`; itself where the course gives it no name."""
    return units.get(unit, {}).get(language, "") or unit


def figure_name(units: Units, figure: str, language: str) -> str:
    """`2.3 ms` or `1023 ports` as `language` writes it; a version or a date as it stands."""
    found = figure_shape.fullmatch(figure)
    if not found:
        return figure
    number = found["number"].replace(".", ",") if language.startswith("es") else found["number"]
    return f"{number} {unit_name(units, found['unit'] or '', language)}".rstrip()
