"""Names of the same thing: what is typed is looked for by all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from lessons.search.fold import query_words, stem

Phrase = tuple[str, ...]  # folded words

# Words of a question that say nothing of what it is about.
english = """
a an and are between can difference differences do does has have how i in is it many much of or
should take takes than the to use versus vs what when which why with
"""
spanish = """
como con contra cual cuando cuanta cuanto de debo del diferencia diferencias el en entre es frente
la las lo los o para por que se son tiene tienen u un una usar uso y
"""
empty_words = frozenset((english + spanish).split())


class Unit(msgspec.Struct, frozen=True):
    """One thing of a query: a word as it was typed, or a name with the `others` of the same
    thing. `about` is the same for all of these."""

    typed: Phrase
    about: str
    others: tuple[Phrase, ...] = ()


class Synonyms:
    """`groups` have names of one thing each; a name that is in two of them means the first."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self.groups: list[tuple[Phrase, ...]] = []
        self.places: dict[Phrase, int] = {}  # stems of a name → its group
        for group in groups:
            phrases = tuple(dict.fromkeys(filter(None, map(query_words, group))))
            if len(phrases) < 2:
                continue
            for phrase in phrases:
                self.places.setdefault(stems(phrase), len(self.groups))
            self.groups.append(phrases)
        self.longest = max(map(len, self.places), default=1)

    def units(self, words: Sequence[str]) -> list[Unit]:
        """What folded `words` name, in order, by the longest names."""
        found, at = [], 0
        while at < len(words):
            unit = self.unit(tuple(words[at : at + self.longest]))
            found.append(unit)
            at += len(unit.typed)
        return found

    def unit(self, words: Phrase) -> Unit:
        """The longest name with which `words` begin, or else their first."""
        for length in range(len(words), 0, -1):
            typed = words[:length]
            group = self.places.get(stems(typed))
            if group is not None:
                others = tuple(each for each in self.groups[group] if stems(each) != stems(typed))
                return Unit(typed, f"={group}", others)
        return Unit(words[:1], stem(words[0]))

    def about(self, query: str) -> frozenset[str]:
        """What a question is about, however it is put; nothing for empty words alone."""
        words = [word for word in query_words(query) if word not in empty_words]
        return frozenset(unit.about for unit in self.units(words))


def stems(phrase: Phrase) -> Phrase:
    return tuple(map(stem, phrase))
