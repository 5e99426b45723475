"""Error codes of webhooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class WebhookCode(ErrorCode):
    """Why a webhook is not made or changed."""

    ADDRESS = (
        "webhook-address",
        gettext_lazy("This site may not send to that address: %(said)s"),
        gettext_lazy("Give an https address that is public; the operator can allow others."),
    )
    TOO_MANY = (
        "webhook-too-many",
        gettext_lazy("There are %(most)d webhooks already."),
        gettext_lazy("Delete one that is no longer used."),
    )
    CLOSED = (
        "webhook-closed",
        gettext_lazy("Nothing is sent to this webhook now."),
        gettext_lazy("Switch it on first; whoever made it has to teach the class still."),
    )
