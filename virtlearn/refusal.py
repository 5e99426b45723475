"""Error codes of HTTP: what a page or an answer says where none can be made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class HttpCode(ErrorCode):
    """Why a request is not answered as it was meant."""

    FORBIDDEN = (
        "http-forbidden",
        gettext_lazy("You can't open this page"),
        gettext_lazy(
            "Your account can't open this page. Instructors can; if you are one, sign in "
            "with that account."
        ),
    )
    FORM_TOO_OLD = (
        "http-form-too-old",
        gettext_lazy("This form is out of date"),
        gettext_lazy(
            "It wasn't accepted: you've signed in or out since you opened its page, or it "
            "came from elsewhere. Open the page again and send it once more. If this "
            "happens every time, allow cookies for this site."
        ),
    )
    NOT_FOUND = (
        "http-not-found",
        gettext_lazy("There is no such page"),
        gettext_lazy(
            "Perhaps the address is mistyped, the page has been removed, or it belongs to "
            "somebody else."
        ),
    )
    BROKEN = (
        "http-broken",
        gettext_lazy("Something broke on our side"),
        gettext_lazy(
            "Your answers are safe: each is stored when it is sent. Load the page again; if it "
            "breaks again, tell whoever runs this site what you did, and the reference below."
        ),
    )
    DATABASE_AWAY = (
        "http-database-away",
        gettext_lazy("Back in a moment"),
        gettext_lazy(
            "The site's database doesn't answer just now, or can't store anything. What you had "
            "sent before is safe. Load this page again in a moment."
        ),
    )
    METRICS = (
        "http-metrics",
        gettext_lazy("Metrics are for whoever runs this site."),
        gettext_lazy("Set METRICS_TOKEN, and send it as “Authorization: Bearer”."),
    )
    UNANSWERED = (
        "http-unanswered",
        gettext_lazy("The site could not answer."),
        gettext_lazy("What you had sent before is safe: try again in a moment."),
    )
    REFUSED = (
        "http-refused",
        gettext_lazy("Not accepted: this page is out of date, or you've signed in or out since."),
        gettext_lazy("Load the page again, then send it once more."),
    )
    BAD_HEADERS = (
        "http-bad-headers",
        gettext_lazy("This request cannot be read."),
        gettext_lazy("Load the page again; if it happens again, delete the cookies of this site."),
    )
    NO_HOST = (
        "http-no-host",
        gettext_lazy("The site was not told by which name it was asked."),
        gettext_lazy(
            "If you came by its usual address, tell whoever runs it: the proxy in front has to "
            "pass the browser's Host on; docs/proxy.md shows it for nginx and Caddy."
        ),
    )
    TOO_LARGE = (
        "http-too-large",
        gettext_lazy("That was too large for this site."),
        gettext_lazy("Send less at once."),
    )
    TOO_SLOW = (
        "http-too-slow",
        gettext_lazy("It didn't arrive in time."),
        gettext_lazy("Try again on a better connection."),
    )
