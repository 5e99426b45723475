"""Error codes of accounts: what the forms of people refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class PeopleCode(ErrorCode):
    """Why an account is not made, opened, changed or deleted."""

    NAME_TAKEN = (
        "people-name-taken",
        gettext_lazy("This name is taken."),
        gettext_lazy("Choose another."),
    )
    WRONG_PASSWORD = (
        "people-wrong-password",
        gettext_lazy("That isn't your password."),
        gettext_lazy("Type it again. Nothing has changed."),
    )
    SIGNUP_CLOSED = (
        "people-signup-closed",
        gettext_lazy("Sign-up is closed here."),
        gettext_lazy(
            "Ask whoever runs the site for an account; without one you can read and try "
            "everything as a guest."
        ),
    )
    LAST_HEAD = (
        "people-last-head",
        gettext_lazy("%(name)s is the only head of this site."),
        gettext_lazy("Make another one first."),
    )
    GUEST = (
        "people-guest",
        gettext_lazy("A guest has no role and no password."),
        gettext_lazy("Guests sign up for an account."),
    )
    OWN_PASSWORD = (
        "people-own-password",
        gettext_lazy("This is your own account."),
        gettext_lazy("Change your password on its page."),
    )
    ONE_TIME_AGAIN = (
        "people-one-time-again",
        gettext_lazy("This is the one-time password."),
        gettext_lazy("Choose one that you alone know."),
    )
    LIST_TOO_LARGE = (
        "people-list-too-large",
        gettext_lazy("This is too large to be a list of people."),
        gettext_lazy("Send a CSV file of at most half a megabyte."),
    )
    LIST_REFUSED = (
        "people-list-refused",
        gettext_lazy("No account was made."),
        gettext_lazy("Correct the lines that are named, then send the list again."),
    )
