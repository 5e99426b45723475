"""Words of messages: what is quoted, what is offered instead, what is a slug."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtlearn.core.wording import instead, one_of, shown, slug_is, slug_of


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "none"),
        (["a"], "`a`"),
        (["b", "a"], "`a` or `b`"),
        (["c", "a", "b"], "`a`, `b` or `c`"),
    ],
)
def test_options_are_enumerated(options: list[str], said: str) -> None:
    assert one_of(options) == said


def test_twelve_options_are_all_named_and_of_more_the_first_twelve() -> None:
    letters = "abcdefghijkl"
    assert one_of(letters) == f"{', '.join(f'`{each}`' for each in letters[:-1])} or `l`"
    assert one_of(letters + "m") == f"{', '.join(f'`{each}`' for each in letters)} or …"


def test_what_is_near_is_offered_and_else_all() -> None:
    assert instead("first-lap", ["first-lab", "other"]) == "write `first-lab`?"
    assert instead("zzz", ["first-lab", "other"]) == "write `first-lab` or `other`"
    assert instead("zzz", []) == "there is none yet"


def test_what_is_quoted_is_short_and_printable() -> None:
    assert shown("a" * 60) == "a" * 60
    assert shown("a" * 61) == "a" * 59 + "…"
    assert shown("a\nb\x00c") == "a\ufffdb\ufffdc"
    assert shown("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Where it goes", "where-it-goes"),
        ("Ñandú & más", "nandu-mas"),
        ("2 ways", "s-2-ways"),
        ("---", "section"),
        ("", "section"),
    ],
)
def test_slugs_are_made_of_titles(text: str, slug: str) -> None:
    assert slug_of(text) == slug


@given(st.text())
def test_whatever_a_title_says_its_slug_is_one(text: str) -> None:
    assert slug_is(slug_of(text))
