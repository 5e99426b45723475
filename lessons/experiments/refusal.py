"""Error codes of predictions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class PredictionCode(ErrorCode):
    """Why a prediction is not taken."""

    NOTHING_CHOSEN = (
        "prediction-nothing-chosen",
        gettext_lazy("You haven't chosen anything."),
        gettext_lazy("Choose what you expect."),
    )
    NOTHING_WRITTEN = (
        "prediction-nothing-written",
        gettext_lazy("You haven't written anything."),
        gettext_lazy("Write the number that you expect."),
    )
    CHOICE_GONE = (
        "prediction-choice-gone",
        gettext_lazy("This choice no longer exists: the claim has changed."),
        gettext_lazy("Choose again."),
    )
    TOO_LONG = (
        "prediction-too-long",
        gettext_lazy("This answer is too long."),
        gettext_lazy("Shorten it: %(most)s characters are the most."),
    )
    NOT_A_NUMBER = (
        "prediction-not-a-number",
        gettext_lazy("This could not be read as a number."),
        gettext_lazy("Write it in digits, such as 1200 or 0.5."),
    )
    OTHER_UNIT = (
        "prediction-other-unit",
        gettext_lazy("The number is asked for in %(unit)s."),
        gettext_lazy("Write it in that unit."),
    )
    FINAL = (
        "prediction-final",
        gettext_lazy("You have predicted this, or seen the answer, already."),
        gettext_lazy("Run it, and compare; the next claim waits for your guess."),
    )
    LATE = (
        "prediction-late",
        gettext_lazy(
            "Your figure was there before this prediction came: the prediction was not taken."
        ),
        gettext_lazy("Compare the two below; the next claim waits for your guess."),
    )
