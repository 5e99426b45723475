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
        gettext_lazy("Too many accounts were made from your network at once."),
        later,
    )
    SIGN_IN = (
        "limit-sign-in",
        gettext_lazy("Too many people signed in from your network at once."),
        later,
    )
    PASSWORD = (
        "limit-password",
        gettext_lazy(
            "The password was wrong several times. To keep others out, even the right one "
            "has to wait now."
        ),
        later,
    )
    PASSWORD_ADDRESS = (
        "limit-password-address",
        gettext_lazy("Too many wrong passwords came from your network."),
        later,
    )
    MAIL = (
        "limit-mail",
        gettext_lazy("Too many messages were asked for from your network at once."),
        later,
    )
    MAIL_TO = (
        "limit-mail-to",
        gettext_lazy(
            "We've already sent several messages to this address. Check its inbox and its "
            "spam folder."
        ),
        later,
    )
    LABS = (
        "limit-labs",
        gettext_lazy("You've started machines too often in a short time. The ones running stay."),
        later,
    )
    CLASS_JOIN = (
        "limit-class-join",
        gettext_lazy("Too many people are joining this class at once."),
        later,
    )
    CLASS_CODE = (
        "limit-class-code",
        gettext_lazy("Too many wrong codes came from your network."),
        later,
    )
    INVITATIONS = (
        "limit-invitations",
        gettext_lazy("You've sent too many invitations in a short time."),
        later,
    )
    GUEST = (
        "limit-guest",
        gettext_lazy(
            "Too many new visitors came from your network at once. With an account you can "
            "go on right away."
        ),
        later,
    )
