"""Error codes of limits: what was done too often, and when it may be tried again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

from virtlearn.core.refusal import ErrorCode

later = ngettext_lazy(
    "Try again in a minute, at %(time)s.",
    "Try again in %(minutes)d minutes, at %(time)s.",
    "minutes",
)


class LimitCode(ErrorCode):
    """Which limit is reached; the codes are the names in settings.LIMITS after `limit-`."""

    SIGN_UP = (
        "limit-sign-up",
        gettext_lazy("Many accounts have been made from your network in a short time."),
        later,
    )
    SIGN_IN = (
        "limit-sign-in",
        gettext_lazy("Many people have signed in from your network in a short time."),
        later,
    )
    PASSWORD = (
        "limit-password",
        gettext_lazy(
            "The password was wrong several times. Until the time is over the right one is not "
            "accepted here either."
        ),
        later,
    )
    PASSWORD_ADDRESS = (
        "limit-password-address",
        gettext_lazy("Many wrong passwords have come from your network in a short time."),
        later,
    )
    MAIL = (
        "limit-mail",
        gettext_lazy("Many messages have been asked for from your network in a short time."),
        later,
    )
    MAIL_TO = (
        "limit-mail-to",
        gettext_lazy(
            "We have sent several messages to this address already. Look into its inbox, and "
            "among the unwanted ones."
        ),
        later,
    )
    LABS = (
        "limit-labs",
        gettext_lazy("You have started machines many times in a short time. Those that run stay."),
        later,
    )
    CLASS_JOIN = (
        "limit-class-join",
        gettext_lazy("Very many people have joined this class in a short time."),
        later,
    )
    CLASS_CODE = (
        "limit-class-code",
        gettext_lazy("Many wrong codes have come from your network in a short time."),
        later,
    )
    INVITATIONS = (
        "limit-invitations",
        gettext_lazy("You have sent many invitations in a short time."),
        later,
    )
    GUEST = (
        "limit-guest",
        gettext_lazy(
            "Many new visitors have come from your network in a short time. With an account you "
            "can go on at once."
        ),
        later,
    )
