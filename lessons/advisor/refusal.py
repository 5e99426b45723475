"""Error codes of the wizard: what an address says that its model does not know."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class WizardCode(ErrorCode):
    """Why a part of an address does not count."""

    QUESTION = (
        "wizard-question",
        gettext_lazy("“%(name)s” is no question of this wizard."),
        gettext_lazy("It was left out; all other answers count."),
    )
    ANSWER = (
        "wizard-answer",
        gettext_lazy("“%(answer)s” is no answer to “%(name)s”."),
        gettext_lazy("Answer that question again."),
    )
    CRITERION = (
        "wizard-criterion",
        gettext_lazy("“%(name)s” is no criterion of this wizard."),
        gettext_lazy("It was left out; all other weights count."),
    )
    ALTERNATIVE = (
        "wizard-alternative",
        gettext_lazy("“%(name)s” is no alternative of this wizard."),
        gettext_lazy("Choose two of those that are listed."),
    )
    SAME = (
        "wizard-same",
        gettext_lazy("It takes two to compare."),
        gettext_lazy("Another one stands beside “%(name)s”."),
    )
    WEIGHT = (
        "wizard-weight",
        gettext_lazy("“%(answer)s” is no weight for “%(name)s”."),
        gettext_lazy("Weights are 0 to 5."),
    )
    REPEATED = (
        "wizard-repeated",
        gettext_lazy("“%(name)s” was answered several times."),
        gettext_lazy("Answer that question again."),
    )
    MODEL_CHANGED = (
        "wizard-model-changed",
        gettext_lazy("The wizard's model has changed since this address was made."),
        gettext_lazy("You're looking at the model as it was then."),
    )
    MODEL_GONE = (
        "wizard-model-gone",
        gettext_lazy("The model behind this address no longer exists."),
        gettext_lazy("Today's model answers instead."),
    )
