"""Error codes of accounts: what the forms of people refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class PeopleCode(ErrorCode):
    """Why an account is not made, opened or deleted."""

    NAME_TAKEN = (
        "people-name-taken",
        gettext_lazy("This name is taken."),
        gettext_lazy("Choose another."),
    )
    WRONG_PASSWORD = (
        "people-wrong-password",
        gettext_lazy("This is not your password."),
        gettext_lazy("Type it again: nothing was deleted."),
    )
    SIGNUP_CLOSED = (
        "people-signup-closed",
        gettext_lazy("Nobody can sign up here by themselves."),
        gettext_lazy(
            "Ask whoever runs the site for an account; without one you can read and try "
            "everything as a guest."
        ),
    )
