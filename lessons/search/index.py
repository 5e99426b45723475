"""An index in memory of all that a course has in one language, and what it finds.

A course of ten lessons has some hundred entries, so the whole index is a few dictionaries that are
made in a fraction of a second and never change: nothing has to be asked of a database, and what is
found is the same on any.

Ranking is BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over stems,
with a title's words worth more than the text's. A word that was typed also finds the words that
begin with it, for less, so that results come while one types, and a name what other names of the
same thing find.
"""

from __future__ import annotations

import bisect
import difflib
import math
from collections.abc import Sequence

import msgspec

from lessons.search.entries import Entry
from lessons.search.fold import fold, query_words, stem, words
from lessons.search.synonyms import Phrase, Synonyms, Unit, stems

saturation, length_weight = 1.2, 0.6  # k1 and b of BM25
title_weight, above_weight = 4, 1
title_bonus, name_bonus = 4.0, 3.0  # where the title is what was typed, or a name of the same
prefix_worth = 0.4  # of a word that only begins as typed
prefix_least = 2  # letters that a beginning must have where the word is still being typed
prefix_sure = 4  # and otherwise
prefix_most = 60  # words that one beginning may stand for
phrase_bonus = 1.5
other_worth = 0.9  # of another name than the one that was typed
kind_worth = {"term": 1.25, "section": 1.0, "lesson": 1.1, "question": 0.8, "lab": 1.0}


Scores = dict[int, tuple[float, frozenset[str]]]  # entry → its score, and by which stems


class Hit(msgspec.Struct, frozen=True):
    """An entry that was found. `stems` are the words of it that were meant, to be marked."""

    entry: Entry
    score: float
    stems: frozenset[str]


class Index:
    """Immutable once made; may be used by several threads."""

    def __init__(self, entries: Sequence[Entry], synonyms: Synonyms | None = None) -> None:
        self.entries = tuple(entries)
        self.synonyms = synonyms or Synonyms(())
        self.postings: dict[str, dict[int, float]] = {}
        self.lengths: list[float] = []
        self.folded: list[str] = []
        self.titles = [query_words(entry.title) for entry in self.entries]
        self.forms: dict[str, str] = {}  # stem → a word that has it, as it is written
        for number, entry in enumerate(self.entries):
            length = 0.0
            fields = (
                (entry.title, title_weight),
                (entry.above, above_weight),
                (entry.text, 1),
            )
            for text, weight in fields:
                for word in words(text):
                    root = stem(word.folded)
                    self.forms.setdefault(root, text[word.start : word.end].lower())
                    posting = self.postings.setdefault(root, {})
                    posting[number] = posting.get(number, 0) + weight
                    length += 1
            self.lengths.append(length)
            self.folded.append(" ".join(fold(f"{entry.title} {entry.text}").split()))
        self.mean = sum(self.lengths) / len(self.lengths) if self.lengths else 1.0
        self.vocabulary = sorted(self.postings)

    def search(self, query: str) -> list[Hit]:
        """What has all words of `query`, best first; what has some of them where none has all."""
        asked = query_words(query)
        if not asked:
            return []
        found: dict[int, list[tuple[float, frozenset[str]]]] = {}
        units = self.synonyms.units(asked)
        names = {stems(asked)}
        if len(units) == 1:
            names.update(map(stems, units[0].others))
        for unit in units:
            for number, each in self.unit_scores(unit, asked[-1]).items():
                found.setdefault(number, []).append(each)
        most = max(map(len, found.values()), default=0)
        phrase = " ".join(fold(query).split())
        hits = []
        for number, parts in found.items():
            if len(parts) < most:
                continue
            score = sum(part for part, _ in parts) * kind_worth[self.entries[number].kind]
            if len(asked) > 1 and phrase in self.folded[number]:
                score *= phrase_bonus
            if self.titles[number] == asked:
                score *= title_bonus
            elif stems(self.titles[number]) in names:
                score *= name_bonus
            by = frozenset[str]().union(*(each for _, each in parts))
            hits.append(Hit(self.entries[number], score, by))
        return sorted(hits, key=lambda hit: -hit.score)  # stable: else in the course's order

    def unit_scores(self, unit: Unit, last: str) -> Scores:
        """The best by any of its names. The `last` word of a query may be half typed."""
        found = self.phrase_scores(unit.typed, last)
        for other in unit.others:
            phrase = " ".join(other)
            for number, (score, by) in self.phrase_scores(other, "").items():
                if len(other) > 1 and phrase not in self.folded[number]:
                    continue
                before, known = found.get(number, (0.0, frozenset[str]()))
                found[number] = (max(before, score * other_worth), known | by)
        return found

    def phrase_scores(self, phrase: Phrase, last: str) -> Scores:
        """Of entries that have all words of it, what one of them is worth in the mean."""
        first, *rest = (self.word_scores(word, word == last) for word in phrase)
        for scored in rest:
            both = first.keys() & scored.keys()
            first = {
                number: (first[number][0] + scored[number][0], first[number][1] | scored[number][1])
                for number in both
            }
        return {number: (score / len(phrase), by) for number, (score, by) in first.items()}

    def word_scores(self, word: str, last: bool) -> Scores:
        """For one folded word, which may be half typed where it is the `last`."""
        found: Scores = {}
        for each, worth in self.expanded(word, last):
            posting = self.postings[each]
            rarity = math.log(1 + (len(self.entries) - len(posting) + 0.5) / (len(posting) + 0.5))
            for number, count in posting.items():
                norm = 1 - length_weight + length_weight * self.lengths[number] / self.mean
                score = worth * rarity * count * (saturation + 1) / (count + saturation * norm)
                before, by = found.get(number, (0.0, frozenset[str]()))
                found[number] = (max(before, score), by | {each})
        return found

    def expanded(self, word: str, last: bool = True) -> list[tuple[str, float]]:
        """The stems that a word may mean, with what each is worth."""
        root = stem(word)
        meant = {root: 1.0} if root in self.postings else {}
        if len(word) < (prefix_least if last and not meant else prefix_sure):
            return list(meant.items())
        for beginning in dict.fromkeys((word, root)):
            at = bisect.bisect_left(self.vocabulary, beginning)
            for each in self.vocabulary[at : at + prefix_most]:
                if not each.startswith(beginning):
                    break
                meant.setdefault(each, prefix_worth)
        return list(meant.items())

    def suggest(self, query: str) -> str:
        """`query` with each word that is nowhere replaced by one that is much like it; "" where
        nothing changes.
        """
        asked = query_words(query)
        meant = [self.near(word) for word in asked]
        return " ".join(meant) if tuple(meant) != asked else ""

    def near(self, word: str) -> str:
        if self.expanded(word) or self.synonyms.unit((word,)).others:
            return word
        found = difflib.get_close_matches(stem(word), self.vocabulary, n=1, cutoff=0.72)
        return self.forms[found[0]] if found else word
