"""Names the columns of a UNION ALL, by which rows of several tables come in one statement."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A row of any kind; what its kind has no column for is None.

    The types are those of an attempt, which has all columns: PostgreSQL wants the same type in each
    part of the statement.
    """

    kind: str
    name: str
    number: int
    answer: str  # JSON, as is `order`
    order: str
    fraction: float
    points: float
    correct: bool
    seed: str
    given: str


def rows_sql(kind: str, source: str, **values: str) -> str:
    """One part of the statement: the rows of `source` (what follows FROM) as rows of `kind`.

    `values` are SQL expressions by the columns of `Row`. Raises KeyError for another column.
    """
    chosen = {**dict.fromkeys(Row._fields, "NULL"), "kind": f"'{kind}'"}
    for column, value in values.items():
        if column not in chosen:
            raise KeyError(column)
        chosen[column] = value
    return f"SELECT {', '.join(chosen.values())} FROM {source}"  # noqa: S608  # constants alone
