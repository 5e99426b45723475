"""What counts as prose of a page, where its words stand, and how easily it reads."""

from __future__ import annotations

import pytest

from lessons.document.prose import Line, prose_lines, reading_ease, syllables_of, words_of

page = """---
title: A title
minutes: 30
objectives:
  - apply: Do it.
---
A word, `code here`, [a link](lesson:elsewhere#there) and a note[^one] by [@felter2014, p. 4].

``` {.quiz #same points=2}
Which one?

- [x] This one :: Right. {misconception=other-key}
```

``` {.claim #own seed=3}
It holds.
holds: nuance
source: @felter2014
```

```sh
uname -r
```
"""


def words(text: str) -> dict[int, list[str]]:
    found = {line.number: words_of(line) for line in prose_lines(text, {"quiz", "claim"})}
    return {number: each for number, each in found.items() if each}


def test_words_are_found_in_their_lines_and_code_keys_and_addresses_are_none() -> None:
    assert words(page) == {
        2: ["title"],
        5: ["Do", "it"],
        7: ["word", "link", "and", "note", "by"],
        10: ["Which", "one"],
        12: ["This", "one", "Right"],
        16: ["It", "holds"],
    }


def test_apostrophes_belong_to_words_and_digits_do_not() -> None:
    assert words_of(Line(1, "doesn't x86 vCPU-like árbol's 42")) == [
        "doesn't",
        "vCPU",
        "like",
        "árbol's",
    ]


@pytest.mark.parametrize(
    ("name", "language", "count"),
    [
        ("kernel", "en", 2),
        ("machine", "en", 2),
        ("able", "en", 2),
        ("strength", "en", 1),
        ("núcleo", "es", 3),
        ("guía", "es", 2),
        ("ciudad", "es", 2),
        ("y", "es", 1),
    ],
)
def test_syllables(name: str, language: str, count: int) -> None:
    assert syllables_of(name, language) == count


def test_short_words_in_short_sentences_read_more_easily() -> None:
    easy = reading_ease("A cat sat. It saw us. We ran.", "en")
    hard = reading_ease(
        "Virtualisation necessitates considerable administrative sophistication, "
        "particularly regarding heterogeneous infrastructure.",
        "en",
    )
    assert easy is not None
    assert hard is not None
    assert (easy.words, easy.sentences) == (8, 3)
    assert easy.score > 90
    assert hard.score < 30


def test_a_page_without_running_text_or_a_formula_has_no_score() -> None:
    assert reading_ease("- only\n- a list\n", "en") is None
    assert reading_ease("Ein Satz.", "de") is None


def test_text_goes_on_behind_a_fence_of_code() -> None:
    text = "Before.\n\n```sh\nnot prose\n```\n\nAfter.\n\n```\nnor this\n```\nEnd.\n"
    assert words(text) == {1: ["Before"], 7: ["After"], 12: ["End"]}
