"""Error codes of visits in the terminals of others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class VisitCode(ErrorCode):
    """Why a link leads nowhere, or a visit is over."""

    LINK_OVER = (
        "visit-link-over",
        gettext_lazy("This link does not work any more"),
        gettext_lazy(
            "The lab has ended, or its learner has stopped the link. Perhaps a part of the link "
            "is missing. Ask whoever sent it to you for a new one."
        ),
    )
    LAB_ENDED = (
        "visit-lab-ended",
        gettext_lazy("This lab has ended."),
        gettext_lazy("Its learner can start it again."),
    )
    SENT_OUT = (
        "visit-sent-out",
        gettext_lazy("Your visit was ended by the learner (%(owner)s)."),
        gettext_lazy("Ask them whether you may come again."),
    )
    LEFT = (
        "visit-left",
        gettext_lazy("You have left this lab."),
        gettext_lazy("While it runs you can come again."),
    )
    NOT_TAUGHT = (
        "visit-not-taught",
        gettext_lazy("The learner of this lab is in none of your classes any more."),
        gettext_lazy("Ask them for a link if they want you to see it."),
    )
    NOT_ALLOWED = (
        "visit-not-allowed",
        gettext_lazy("You no longer have access to this lab."),
        gettext_lazy("Ask its learner for a new link."),
    )
