"""A claim's unit that is a word is shown in the language of its page, and read in it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from lessons.document.schema import Claim, Prediction, Published
from lessons.experiments.forms import prediction_read
from lessons.experiments.measurements import Figure
from lessons.experiments.presenter import Experiment, experiment_view
from lessons.experiments.refusal import PredictionCode
from lessons.experiments.selectors import Predicted

at = datetime(2026, 1, 1, tzinfo=UTC)
claim = Claim(
    id="c",
    holds="true",
    text="It is so.",
    lab="a-lab",
    measure="a.b",
    unit="words",
    unit_name="palabras",
    predict=Prediction(kind="number", html=""),
    published=(Published(value=9, unit="words", unit_name="palabras", cite=""),),
)
figure = Figure(
    lab="a-lab", key="a.b", value=44, unit="words", count=1, least=44, most=44, on="x", at=at
)


@pytest.mark.parametrize("unit_name", ["palabras", ""])
def test_each_figure_has_the_name_or_the_unit_of_an_older_revision(unit_name: str) -> None:
    of_page = msgspec.structs.replace(claim, unit_name=unit_name)
    predicted = Predicted(number=12, choice="", at=at)
    view = experiment_view(of_page, Experiment(predicted=predicted, figure=figure), "es")
    name = unit_name or "words"
    assert view.unit == name
    assert view.figure == f"44 {name}"
    assert view.predicted == f"12 {name}"
    assert "another unit" not in view.verdict
    assert [text for text, _ in view.published] == ["9 palabras"]


def test_a_figure_in_another_unit_keeps_it() -> None:
    other = msgspec.structs.replace(figure, unit="lines")
    predicted = Predicted(number=12, choice="", at=at)
    view = experiment_view(claim, Experiment(predicted=predicted, figure=other), "en")
    assert view.figure == "44 lines"
    assert "another unit" in view.verdict


def test_a_prediction_may_be_typed_with_the_name() -> None:
    assert prediction_read(claim, "12 palabras", "es") == (12, "", None)
    assert prediction_read(claim, "12 sillas", "es")[2] == PredictionCode.OTHER_UNIT
