"""Error codes of rounds in which a class predicts together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class RoundCode(ErrorCode):
    """Why a round is not begun, moved on, or an answer in it not taken."""

    OPEN = (
        "round-open",
        gettext_lazy("The class is in another round."),
        gettext_lazy("End that one first, then begin this one."),
    )
    NO_CLAIM = (
        "round-no-claim",
        gettext_lazy("The class's revision has no such claim that can be predicted and run."),
        gettext_lazy("Choose one of the list."),
    )
    MOVED = (
        "round-moved",
        gettext_lazy("The round has moved on meanwhile, from another page."),
        gettext_lazy("This page shows where it is now: look, and go on from there."),
    )
    NOT_ASKED = (
        "round-not-asked",
        gettext_lazy("Nothing is predicted in this phase, so your answer was not taken."),
        gettext_lazy("This page shows what is asked now."),
    )
