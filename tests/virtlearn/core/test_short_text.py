"""Names of any script stay whole; what would turn a page round does not come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtlearn.core.short_text import short_text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Łukasz \t Żółć ", "Łukasz Żółć"),
        ("王小明", "王小明"),
        ("سارة", "سارة"),
        ("O’Brien <b>", "O’Brien <b>"),
        ("Nguye\u0302\u0303n", "Nguy\u1ec5n"),  # decomposed, as some keyboards write it
        ("a\u202ecod.exe", "acod.exe"),
        ("\u2066Ada\u2069\u200f", "Ada"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("a\u2028b", "a b"),
        ("\u202e", ""),
    ],
)
def test_names(given: str, kept: str) -> None:
    assert short_text(given, 80) == kept


def test_no_letter_is_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    assert short_text(family * 80, 80) == family * 16
    assert short_text("ab" + family, 6) == "ab"
    assert short_text("x" * 79 + "é" + "y", 80) == "x" * 79 + "é"


def test_a_tower_of_marks_ends_where_it_would_be_cut() -> None:
    assert short_text("Ada" + "\u0301" * 500, 80) == "Ad"


@given(st.text())
def test_what_is_clean_stays(text: str) -> None:
    once = short_text(text, 40)
    assert len(once) <= 40
    assert short_text(once, 40) == once
    assert "\n" not in once
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
