"""Error codes of the outbox: why the other side has not taken something."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class OutboxCode(ErrorCode):
    """What the other system, or the way to it, did instead of taking an item."""

    AWAY = (
        "outbox-away",
        gettext_lazy("The other system does not answer."),
        gettext_lazy("It is tried again by itself; check its address if that goes on."),
    )
    BUSY = (
        "outbox-busy",
        gettext_lazy("The other system asks for fewer messages."),
        gettext_lazy("It is tried again at the time that it named."),
    )
    FAULTY = (
        "outbox-faulty",
        gettext_lazy("The other system has a fault of its own."),
        gettext_lazy("It is tried again by itself; tell whoever runs it if that goes on."),
    )
    ADDRESS = (
        "outbox-address",
        gettext_lazy("The other system's address is not one that this site may ask."),
        gettext_lazy("Correct the address; addresses of the inside need OUTBOUND_NETWORKS."),
    )
    CERTIFICATE = (
        "outbox-certificate",
        gettext_lazy("The other system's certificate is not one that this server trusts."),
        gettext_lazy("Whoever runs it renews the certificate; then send it again."),
    )
    FORBIDDEN = (
        "outbox-forbidden",
        gettext_lazy("The other system does not let this site do that."),
        gettext_lazy(
            "Its administrator allows it, or publishes what it belongs to; then send it again."
        ),
    )
    UNKNOWN = (
        "outbox-unknown",
        gettext_lazy("The other system does not know what this belongs to any more."),
        gettext_lazy("The person or the activity may have been removed there."),
    )
    REFUSED = (
        "outbox-refused",
        gettext_lazy("The other system did not take it."),
        gettext_lazy("What it answered stands beside; send it again once that is mended."),
    )
    OWN = (
        "outbox-own",
        gettext_lazy("This site could not make the message."),
        gettext_lazy("The log says why; send it again once that is mended."),
    )
