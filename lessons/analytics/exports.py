"""Writes statistics as rows of a table and as JSON. Shares and correlations are 0 to 1, unrounded;
what is not defined, or of too few learners, is empty (null).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from lessons.analytics.question import OptionRow, QuestionResult
from lessons.analytics.results import SheetResult
from lessons.analytics.statistics.analysis import GroupDif, ItemAnalysis
from lessons.analytics.statistics.fifths import fifths
from lessons.analytics.statistics.items import ItemResult
from lessons.analytics.tasks import LabResult
from virtlearn.core.csv_text import Cell, csv_write

Row = Mapping[str, Cell]


def table(rows: Sequence[Row]) -> str:
    """CSV; the first row names the columns. A header alone where there are none is no table."""
    header = list(rows[0]) if rows else ["id"]
    return csv_write(header, [list(row.values()) for row in rows])


def result_cells(result: ItemResult) -> Row:
    low, high = result.facility_interval or (None, None)
    means = result.fifths or (None,) * fifths
    return {
        "people": result.people,
        "right": result.right,
        "facility": result.facility,
        "facility_low": low,
        "facility_high": high,
        "deviation": result.deviation,
        "guess": result.guess,
        "compared": result.compared,
        "discrimination": result.discrimination,
        "efficiency": result.efficiency,
        **{f"fifth_{number}": mean for number, mean in enumerate(means, 1)},
    }


def dif_cells(difs: Iterable[GroupDif], names: Sequence[str]) -> Row:
    """For each way to group learners the largest difference."""
    found: dict[str, Cell] = {}
    for name in names:
        own = [each for each in difs if each.name == name]
        most = max(own, key=lambda each: abs(each.dif.delta), default=None)
        found[f"dif_{name}_groups"] = f"{most.focal} / {most.reference}" if most else None
        found[f"dif_{name}_delta"] = most.dif.delta if most else None
        found[f"dif_{name}_error"] = most.dif.error if most else None
        found[f"dif_{name}_category"] = most.dif.category if most else None
    return found


def item_cells(item: ItemAnalysis, names: Sequence[str]) -> Row:
    return {
        "digest": item.digest,
        **result_cells(item.result),
        "intended_weight": item.intended_weight,
        "effective_weight": item.effective_weight,
        **dif_cells(item.difs, names),
        "earlier": item.earlier,
        "advice": item.advice,
    }


def results_csv(results: Iterable[SheetResult]) -> str:
    """A row a question, of lessons and of tests."""
    return table(
        [
            {
                "part": each.kind or "lesson",
                "part_id": each.slug,
                "part_title": each.title,
                "lesson_id": row.lesson,
                "question_id": row.id,
                "text": row.text,
                **item_cells(row.item, ("language", "device")),
            }
            for each in results
            for row in each.rows
        ]
    )


def tasks_csv(labs: Iterable[LabResult]) -> str:
    """A row a task."""
    return table(
        [
            {
                "lab_id": lab.slug,
                "lab_title": lab.title,
                "task_id": row.id,
                "ticked": row.use.ticked,
                "median_seconds": row.use.seconds,
                "median_checks": row.use.tries,
                "hint_share": row.use.hint_share,
                "solution_share": row.use.solution_share,
                "resets": row.use.resets,
                **item_cells(row.item, ("language", "accelerator", "device")),
            }
            for lab in labs
            for row in lab.rows
        ]
    )


def question_csv(result: QuestionResult) -> str:
    """A row a series, and below it a row for each of its options."""
    rows: list[Row] = []
    for series in result.series:
        low, high = series.discrimination_interval or (None, None)
        head: Row = {
            "lesson_id": result.lesson,
            "question_id": result.id,
            "digest": series.digest,
            "current": series.current,
            "since": series.since.isoformat() if series.since else None,
            "until": series.until.isoformat() if series.until else None,
            "text": series.text,
        }
        told: Row = {
            **result_cells(series.result),
            "discrimination_low": low,
            "discrimination_high": high,
            **dif_cells(series.difs, ("language", "device")),
            "advice": series.advice,
        }
        rows.append({**head, **told, **dict.fromkeys(option_columns)})
        rows += [{**head, **dict.fromkeys(told), **option_cells(each)} for each in series.options]
    return table(rows)


option_columns = (
    *("option", "option_right", "option_people", "option_share"),
    *("option_rest", "option_top_share", "option_low_share", "option_lures"),
)


def option_cells(row: OptionRow) -> Row:
    use = row.use
    values = (row.text, use.right, use.people, use.share)
    more = (use.rest, use.top_share, use.low_share, use.lures)
    return dict(zip(option_columns, (*values, *more), strict=True))


def json_bytes(content: Any) -> bytes:
    """Structs as objects, times in ISO 8601."""
    return msgspec.json.format(msgspec.json.encode(content), indent=2)
