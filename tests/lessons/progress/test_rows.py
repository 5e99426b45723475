"""Rows of several tables in one statement."""

from __future__ import annotations

import pytest
from django.db import connection

from lessons.progress.rows import Row, rows_sql


@pytest.mark.django_db
def test_each_column_is_where_its_name_says() -> None:
    one = rows_sql("one", "(SELECT 7 AS n) AS t", number="n", seed="'s'", name="'a'")
    other = rows_sql("other", "(SELECT 8 AS n) AS t", points="n / 2.0")
    with connection.cursor() as cursor:
        cursor.execute(f"{one} UNION ALL {other}")
        first, second = map(Row._make, cursor.fetchall())
    assert (first.kind, first.name, first.number, first.seed) == ("one", "a", 7, "s")
    assert first.points is None
    assert (second.kind, second.points, second.number) == ("other", 4.0, None)


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="titel"):
        rows_sql("one", "t", titel="n")
