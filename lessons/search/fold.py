"""Letters as a search sees them: no case, no accents, and the words of a text with their places."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

word_pattern = re.compile(r"[^\W_]+(?:[_.'’-][^\W_]+)*")
inner = re.compile(r"[^\W_]+")
last_letters = {"y": "i", "z": "c"}  # which a plural changes
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
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """What the singular and the plural of a folded word have in common, in English and Spanish:
    `kernels`, `services`, `entries`, `contenedores`, `imágenes`, `veces`.

    A search needs no more than that both forms end up the same; it never shows a stem.
    """
    if len(folded) < 3 or not folded.isalpha():
        return folded
    root = folded
    if root.endswith("s") and root[-2] not in "sui":
        root = root[:-1]
    if root.endswith("e") and len(root) > 3:
        root = root[:-1]
    return root[:-1] + last_letters.get(root[-1], root[-1])


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
