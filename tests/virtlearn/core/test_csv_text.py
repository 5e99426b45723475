"""CSV for spreadsheets: nothing is a formula, and what is read is what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtlearn.core.csv_text import csv_read, csv_write

texts = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_what_is_read_is_what_was_written(rows: list[tuple[str, str]]) -> None:
    written = csv_write(["name", "=title"], rows)
    assert csv_read(written) == [["name", "=title"], *map(list, rows)]
    assert csv_read(csv_write(["a", "b"], rows, separator=";"), separator=";")[1:] == [
        *map(list, rows)
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "=cmd|'/c calc'!A0", "'=1"]
)
def test_no_text_is_a_formula(text: str) -> None:
    written = csv_write(["name"], [[text]])
    assert written.split("\r\n")[1].lstrip('"').startswith("'")
    assert csv_read(written)[1] == [text]


def test_numbers_stay_numbers() -> None:
    assert (
        csv_write(["a", "b", "c", "d"], [[-2, 0.1, None, True]])
        == "\ufeffa,b,c,d\r\n-2,0.1,,yes\r\n"
    )


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        csv_write(["score", "score"], [])
