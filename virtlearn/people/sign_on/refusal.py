"""Error codes of sign-on: why a provider opens no account here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode

again = gettext_lazy("Begin again on the sign-in page.")
tell = gettext_lazy("Try again; if it happens again, tell whoever runs this site.")
clock = gettext_lazy("Whoever runs the two has to set the clock; ten seconds are let pass.")


class SignOnCode(ErrorCode):
    """Why somebody who comes from a sign-on provider is not let in."""

    AWAY = (
        "sign-on-away",
        gettext_lazy("%(name)s doesn't answer now."),
        gettext_lazy(
            "Try again in a minute. Who has a password of this site can sign in with that."
        ),
    )
    MISSET = (
        "sign-on-misset",
        gettext_lazy("Signing in with %(name)s is not set up rightly."),
        gettext_lazy("Tell whoever runs this site; the line below says what is wrong."),
    )
    STATE = (
        "sign-on-state",
        gettext_lazy("This sign-in wasn't begun in this browser, or is used or too old."),
        again,
    )
    CANCELLED = ("sign-on-cancelled", gettext_lazy("%(name)s let nobody in."), again)
    ANSWER = (
        "sign-on-answer",
        gettext_lazy("The answer of %(name)s can't be read."),
        tell,
    )
    TOKEN = (
        "sign-on-token",
        gettext_lazy("What %(name)s says of you can't be believed."),
        tell,
    )
    CLOCK_AHEAD = (
        "sign-on-clock-ahead",
        gettext_lazy("The clock of %(name)s is %(seconds)s s ahead of this site's."),
        clock,
    )
    CLOCK_BEHIND = (
        "sign-on-clock-behind",
        gettext_lazy("The clock of %(name)s is %(seconds)s s behind this site's."),
        clock,
    )
    DOMAIN = (
        "sign-on-domain",
        gettext_lazy("%(name)s gives no confirmed e-mail address that is let in here."),
        gettext_lazy("Sign in there with the address of your school."),
    )
    CLOSED = (
        "sign-on-closed",
        gettext_lazy("You have no account here yet, and %(name)s makes none."),
        gettext_lazy(
            "Ask whoever runs the site for one. Who has one signs in to it and connects the two "
            "on the account's page."
        ),
    )
    ACCOUNT_OFF = (
        "sign-on-account-off",
        gettext_lazy("Your account on this site is turned off."),
        gettext_lazy("Ask the head of this site."),
    )
    OTHER_ACCOUNT = (
        "sign-on-other-account",
        gettext_lazy("This sign-on opens another account of this site already."),
        gettext_lazy("Sign in with it to come to that account."),
    )
    LINK_OLD = (
        "sign-on-link-old",
        gettext_lazy("There is nothing to connect here, or it was too long ago."),
        again,
    )
