"""What came of the cases: a table for people, one JSON object a figure for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from virtlearn.setup.fresh.journey import Outcome

columns = ("first_page_bare_s", "first_page_again_s", "test_s")


def json_lines(suite: str, outcomes: Iterable[Outcome]) -> list[str]:
    return [
        json.dumps(
            {
                "name": name,
                "value": round(value, 2),
                "unit": "s",
                "suite": suite,
                "case": outcome.case.name,
            }
        )
        for outcome in outcomes
        for name, value in outcome.figures.items()
    ]


def table(outcomes: Sequence[Outcome]) -> str:
    """One row a case, then every fault in full."""
    rows = [["case", *columns, "faults"]]
    for outcome in outcomes:
        values = [outcome.figures.get(name) for name in columns]
        cells = ["–" if value is None else f"{value:.1f}" for value in values]
        rows.append([outcome.case.name, *cells, str(len(outcome.faults) or "none")])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    for outcome in outcomes:
        for fault in outcome.faults:
            lines += ["", *f"✗ {outcome.case.name}: {fault}".splitlines()]
    return "\n".join(lines)
