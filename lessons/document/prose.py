"""The prose of a page's source: its words with their lines, and how easily it reads. Pure.

Code, addresses, attributes and keys are no prose. Everything is read from the markdown, not from
the page that it becomes, so that a word is found in the line where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

import msgspec

fence = re.compile(r"(?P<ticks>`{3,})\s*(?P<info>.*)$")
block = re.compile(r"\{\.(?P<kind>[a-z-]+)")
front = re.compile(r"(?:title|summary|\s+- [a-z]+):(?P<text>.*)")
facts = re.compile(r"(?:holds|source|published|question)\s*:")  # of a claim, in keys
markup = [
    re.compile(r"`+[^`]*`+"),  # code
    re.compile(r"(?<=\])\([^)]*\)"),  # where a link leads
    re.compile(r"\{[^}]*\}"),  # attributes
    re.compile(r"\[\^?[@\w][^\]\s]*(?:, [^\]]*)?\](?!\()|\[@[^\]]*\]"),  # citations, footnotes
    re.compile(r"https?://\S+"),
    re.compile(r"<[^>]*>"),
]
word = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
sentence_end = re.compile(r"[.!?:;]+(?:\s|$)")


class Line(msgspec.Struct, frozen=True):
    number: int  # from 1
    text: str  # without markup


class Ease(msgspec.Struct, frozen=True):
    """`score`: 0 to 100 and somewhat beyond, the higher the easier: Flesch (1948) for English, and
    its form for Spanish by Fernández Huerta (1959). Syllables are estimated from vowels."""

    words: int
    sentences: int
    score: float


def prose_lines(text: str, block_kinds: Collection[str]) -> Iterator[Line]:
    """The lines of prose of a markdown `text`; fences of `block_kinds` hold prose, others code."""
    open_fences: list[tuple[int, str]] = []
    in_front = False
    for number, line in enumerate(text.splitlines(), 1):
        if line == "---" and (number == 1 or in_front):
            in_front = number == 1
            continue
        if in_front:
            if found := front.match(line):
                yield Line(number, plain(found["text"]))
            continue
        if found := fence.match(line):
            ticks, info = len(found["ticks"]), found["info"]
            if open_fences and ticks >= open_fences[-1][0] and not info:
                open_fences.pop()
            else:
                kind = block.match(info)
                open_fences.append((ticks, kind["kind"] if kind else ""))
            continue
        if open_fences and open_fences[-1][1] not in block_kinds:
            continue
        if not facts.match(line):
            yield Line(number, plain(line))


def plain(line: str) -> str:
    for each in markup:
        line = each.sub(" ", line)
    return line


def words_of(line: Line) -> list[str]:
    return [each for each in word.findall(line.text) if len(each) > 1]


def reading_ease(text: str, language: str) -> Ease | None:
    """How easily the running text of a page reads: what stands outside of blocks, lists and
    tables. None where there is none, or for a language without a formula."""
    lines = [
        line.text
        for line in prose_lines(text, ())
        if line.text[:1].isalpha() or line.text[:1] in "¿¡*"
    ]
    whole = " ".join(lines)
    words = word.findall(whole)
    if not words or language not in ("en", "es"):
        return None
    sentences = max(1, len(sentence_end.findall(whole)))
    syllables = sum(syllables_of(each, language) for each in words)
    by_sentence, by_word = len(words) / sentences, syllables / len(words)
    if language == "en":
        score = 206.835 - 1.015 * by_sentence - 84.6 * by_word
    else:
        score = 206.84 - 1.02 * by_sentence - 60 * by_word
    return Ease(len(words), sentences, round(score, 1))


def syllables_of(name: str, language: str) -> int:
    """About how many: groups of vowels. In English a last silent e is none; in Spanish two strong
    vowels, or an accented weak one, stand apart."""
    name = name.lower()
    if language == "en":
        count = len(re.findall(r"[aeiouy]+", name))
        if name.endswith("e") and not name.endswith(("le", "ee")) and count > 1:
            count -= 1
        return max(1, count)
    count = 0
    for group in re.findall(r"[aeiouyáéíóúü]+", name):
        count += 1
        for one, two in pairwise(group):
            strong = "aeoáéóíú"
            count += one in strong and two in strong
    return max(1, count)
