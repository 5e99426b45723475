"""Cleans names of any script: what would turn or hide the text around them is left out.

Joiners stay, since names in Persian, Hindi and Sinhala are written with them, and emoji too.
Directional marks and overrides, control characters and other letters that nobody sees go; the
page isolates each name in a `<bdi>` instead.
"""

from __future__ import annotations

import unicodedata

joiners = frozenset("\u200c\u200d")
unseen = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in unseen and letter not in joiners


def name_clean(text: str) -> str:
    """On one line, in normal form C, with single blanks and without letters that nobody sees."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join("" if is_unseen(each) and not each.isspace() else each for each in normal)
    return " ".join(kept.split()).strip("".join(joiners))
