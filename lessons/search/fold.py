"""Letters as a search sees them: no case, no accents, and the words of a text with their places."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

word_pattern = re.compile(r"[^\W_]+(?:[_.'’-][^\W_]+)*")
inner = re.compile(r"[^\W_]+")
word_most = 40  # letters of a word that count


class Word(NamedTuple):
    """A word of a text: folded, and where it stands in the text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` without case and accents, of any length: `Núcleo` and `nucleo` are one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """A folded word without its plural, in English and Spanish alike: `kernels`, `contenedores`.

    A search needs no more than that both forms end up the same; it never shows a stem.
    """
    if len(folded) < 4 or not folded.isalpha():
        return folded
    if folded.endswith("ies") and len(folded) > 4:
        return folded[:-3] + "y"
    if folded.endswith("ces"):
        return folded[:-3] + "z" if len(folded) > 5 else folded[:-1]
    for ending in ("sses", "shes", "ches", "xes", "ones", "ores", "ales", "iles", "dades", "nes"):
        if folded.endswith(ending):
            return folded[:-2]
    if folded.endswith("s") and folded[-2] not in "sui":
        return folded[:-1]
    return folded


def words(text: str) -> Iterator[Word]:
    """The words of `text`. One with marks inside, as `pivot_root` or `user-space`, also comes as
    its parts, which stand where they stand.
    """
    for found in word_pattern.finditer(text):
        whole = fold(found[0])[:word_most]
        yield Word(whole, found.start(), found.end())
        if any(mark in whole for mark in "_.'’-"):
            for part in inner.finditer(found[0]):
                start = found.start() + part.start()
                yield Word(fold(part[0])[:word_most], start, start + len(part[0]))


def query_words(query: str, most: int = 12) -> tuple[str, ...]:
    """The words of what was typed, folded, each once and in order."""
    found = dict.fromkeys(fold(each[0])[:word_most] for each in word_pattern.finditer(query))
    return tuple(found)[:most]
