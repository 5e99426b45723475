"""Presents a claim's experiment to one reader: predict, run, compare."""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec
from django.utils.html import escape
from django.utils.translation import gettext, ngettext

from lessons.document.predictions import number_text
from lessons.document.schema import Claim, Published
from lessons.experiments.comparison import Comparison, Figures, comparison
from lessons.experiments.measurements import Figure, class_least
from lessons.experiments.refusal import PredictionCode
from lessons.experiments.selectors import Predicted
from lessons.quizzes.base import answer_max_length
from virtlearn.core.refusal import Refusal


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """All that a claim's experiment depends on for one reader; nothing for a visitor."""

    predicted: Predicted | None = None
    figure: Figure | None = None
    others: tuple[float, ...] = ()  # of the class, in the way of `figure`
    shared: bool = False  # whether the reader's own count among them
    running: bool = False  # machines of its lab

    @property
    def version(self) -> str:
        """Another one for another content, the same in every process."""
        return f"{zlib.crc32(msgspec.json.encode(self)):08x}"


class ChoiceView(msgspec.Struct, frozen=True):
    key: str
    html: str


class PictureView(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison with its numbers in words; the class's are empty where it is not drawn."""

    drawn: Comparison
    ticks: tuple[tuple[int, str], ...]  # x, text
    median: str = ""
    least: str = ""
    most: str = ""


class ExperimentView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_experiment.html` shows."""

    id: str
    version: str
    lab: str
    task: str
    running: bool
    asks: bool  # whether there is a prediction to make or to change
    kind: str  # "number", "choice", or "" where nothing is predicted
    question: str
    unit: str
    choices: tuple[ChoiceView, ...]
    picked: str  # the key of one of them
    typed: str
    refusal: Refusal  # why what was written could not be taken
    late: bool  # it came after the figure, or after another one
    predicted: str  # HTML
    skipped: bool  # the answer was shown without a guess
    predicted_at: datetime | None
    measures: bool
    figure: str
    runs: str
    on: str
    measured_at: datetime | None
    elsewhere: int
    accelerator: str
    reported: bool  # by the learner's machine
    verdict: str
    why: str  # HTML
    published: tuple[tuple[str, Published], ...]
    shared: bool
    missing: int  # people until the class is shown
    picture: PictureView | None


def fault_refusal(claim: Claim, fault: PredictionCode | None) -> Refusal:
    if fault is None:
        return Refusal()
    if fault == PredictionCode.TOO_LONG:
        return fault.refusal(most=answer_max_length)
    if fault == PredictionCode.OTHER_UNIT:
        return fault.refusal(unit=claim.unit_name or claim.unit)
    return fault.refusal()


def experiment_view(
    claim: Claim,
    experiment: Experiment,
    language: str,
    *,
    fault: PredictionCode | None = None,
    typed: str = "",
) -> ExperimentView:
    """`typed` is what was written and could not be taken, with `fault`."""
    figure, predicted, predict = experiment.figure, experiment.predicted, claim.predict
    if claim.unit_name and figure and figure.unit == claim.unit:
        figure = msgspec.structs.replace(figure, unit=claim.unit_name)
    counted = len(experiment.others) + experiment.shared
    return ExperimentView(
        id=claim.id,
        version=experiment.version,
        lab=claim.lab,
        task=claim.task,
        running=experiment.running,
        asks=predict is not None and figure is None and predicted is None,
        kind=predict.kind if predict else "",
        question=predict.html if predict else "",
        unit=claim.unit_name or claim.unit,
        choices=tuple(
            ChoiceView(each.key, each.html) for each in (predict.choices if predict else ())
        ),
        picked=typed,
        typed=typed,
        refusal=fault_refusal(claim, fault),
        late=fault in {PredictionCode.LATE, PredictionCode.FINAL},
        predicted=predicted_html(claim, predicted, language),
        skipped=predicted is not None and predicted.skipped,
        predicted_at=predicted.at if predicted else None,
        measures=bool(claim.measure),
        figure=with_unit(figure.value, figure.unit, language) if figure else "",
        runs=runs_text(figure, language) if figure else "",
        on=figure.on if figure else "",
        measured_at=figure.at if figure else None,
        elsewhere=figure.elsewhere if figure else 0,
        accelerator=figure.accelerator if figure else "",
        reported=figure is not None and figure.reported,
        verdict=verdict(claim, predicted, figure, language)
        if predicted and figure and not predicted.skipped
        else "",
        why=claim.why,
        published=tuple(
            (with_unit(each.value, each.unit_name or each.unit, language, exact=True), each)
            for each in claim.published
        ),
        shared=experiment.shared,
        missing=max(0, class_least - counted),
        picture=picture_view(claim, experiment, figure, language) if figure else None,
    )


def picture_view(
    claim: Claim, experiment: Experiment, figure: Figure, language: str
) -> PictureView | None:
    """The picture of all that is in the figure's unit; None where that is the figure alone."""
    shown = len(experiment.others) + experiment.shared >= class_least
    published = (each for each in claim.published if figure.unit in {each.unit, each.unit_name})
    drawn = comparison(
        Figures(
            own=figure.value,
            least=figure.least,
            most=figure.most,
            predicted=expected(claim, experiment.predicted, figure),
            published=tuple(each.value for each in published),
            others=experiment.others if shown else (),
            counted=experiment.shared,
        )
    )
    if drawn is None:
        return None

    def text(value: float) -> str:
        return with_unit(value, figure.unit, language)

    ticks = tuple((each.x, text(each.value)) for each in drawn.ticks)
    if drawn.crowd is None:
        return PictureView(drawn=drawn, ticks=ticks)
    median, least, most = map(text, (drawn.crowd.median, drawn.crowd.least, drawn.crowd.most))
    return PictureView(drawn=drawn, ticks=ticks, median=median, least=least, most=most)


def expected(
    claim: Claim, predicted: Predicted | None, figure: Figure
) -> float | tuple[float | None, float | None] | None:
    """What was predicted as a number, or as a choice's bounds, where it is in the figure's unit."""
    if predicted is None or (claim.unit and figure.unit not in {claim.unit, claim.unit_name}):
        return None
    if predicted.number is not None:
        return predicted.number
    choices = claim.predict.choices if claim.predict else ()
    return next(((it.least, it.below) for it in choices if it.key == predicted.choice), None)


def verdict(claim: Claim, predicted: Predicted, figure: Figure, language: str) -> str:
    """How the prediction stands to the figure, in one sentence."""
    if predicted.number is None:
        choices = claim.predict.choices if claim.predict else ()
        right = [each.key for each in choices if each.holds(figure.value)]
        if predicted.choice in right:
            return gettext("Your prediction was right.")
        return gettext("Your prediction was wrong.")
    if claim.unit and figure.unit not in (claim.unit, claim.unit_name):
        return gettext("The figure is in another unit than the prediction.")
    return distance(predicted.number, figure, language)


def distance(predicted: float, figure: Figure, language: str) -> str:
    """How far a number is from the figure: a share or a factor where both are positive."""
    low, high = sorted((predicted, figure.value))
    if low == high:
        return gettext("Your prediction was exact.")
    if low <= 0:
        away = with_unit(high - low, figure.unit, language)
        return gettext("Your prediction is %(away)s away from your figure.") % {"away": away}
    if high / low <= 1.1:
        return gettext("Your prediction is within a tenth of your figure.")
    times = number_text(high / low, language, 2)
    if figure.value > predicted:
        return gettext("Your figure is %(times)s times your prediction.") % {"times": times}
    return gettext("Your prediction is %(times)s times your figure.") % {"times": times}


# --- words ---------------------------------------------------------------------------------------


def figure_text(value: float, language: str) -> str:
    """As many digits as say something: three, or all before the point."""
    if abs(value) >= 1e12:
        return number_text(value, language, 3)
    if abs(value) >= 10_000:
        return f"{round(value):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    if abs(value) >= 1000:
        return number_text(round(value), language)
    return number_text(value, language, 3)


def with_unit(value: float, unit: str, language: str, *, exact: bool = False) -> str:
    text = number_text(value, language) if exact else figure_text(value, language)
    return f"{text} {unit}".rstrip()


def runs_text(figure: Figure, language: str) -> str:
    """How many runs, and between what they lie."""
    if figure.count == 1:
        return gettext("one run")
    return ngettext(
        "median of %(count)d run, %(least)s to %(most)s",
        "median of %(count)d runs, %(least)s to %(most)s",
        figure.count,
    ) % {
        "count": figure.count,
        "least": figure_text(figure.least, language),
        "most": figure_text(figure.most, language),
    }


def predicted_html(claim: Claim, predicted: Predicted | None, language: str) -> str:
    """What was predicted, as HTML; a choice that is not there any more by its key."""
    if predicted is None:
        return ""
    if predicted.number is not None:
        return str(
            escape(with_unit(predicted.number, claim.unit_name or claim.unit, language, exact=True))
        )
    choices = claim.predict.choices if claim.predict else ()
    found = [each.html for each in choices if each.key == predicted.choice]
    return found[0] if found else predicted.choice
