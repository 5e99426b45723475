"""Rates as settings give them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from virtlearn.core.rate import Rate, rate_parse


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("240/5m", Rate(240, timedelta(minutes=5))),
        ("5/h", Rate(5, timedelta(hours=1))),
        ("1/20s", Rate(1, timedelta(seconds=20))),
        ("7/2d", Rate(7, timedelta(days=2))),
        ("no", None),
    ],
)
def test_what_can_be_read(text: str, rate: Rate | None) -> None:
    assert rate_parse(text) == rate


@pytest.mark.parametrize("text", ["", "5", "5/", "0/h", "5/0h", "5/w", "-5/h", "5/5", "5/m ", "No"])
def test_what_can_not(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rate_parse(text)
