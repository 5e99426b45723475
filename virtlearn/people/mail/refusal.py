"""Error codes of mail: why a message that was sent to try it out did not go."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class MailCode(ErrorCode):
    """What the mail server, or the way to it, did instead of taking the message."""

    NONE = (
        "mail-none",
        gettext_lazy("This site has no mail server."),
        gettext_lazy("Whoever runs it sets EMAIL_HOST and starts it again."),
    )
    ADDRESS = (
        "mail-address",
        gettext_lazy("That isn't an e-mail address."),
        gettext_lazy("Write one as name@example.org."),
    )
    HOST = (
        "mail-host",
        gettext_lazy("No computer has that name."),
        gettext_lazy("Correct EMAIL_HOST, or ask why this server's name service is away."),
    )
    AWAY = (
        "mail-away",
        gettext_lazy("The mail server does not answer on that port."),
        gettext_lazy(
            "Check EMAIL_HOST and EMAIL_PORT, and whether a firewall lets this server through."
        ),
    )
    ENCRYPTION = (
        "mail-encryption",
        gettext_lazy("This server and the mail server do not agree on how to encrypt."),
        gettext_lazy(
            "Port 465 wants EMAIL_USE_SSL=yes, port 587 EMAIL_USE_TLS=yes; never both of them."
        ),
    )
    CERTIFICATE = (
        "mail-certificate",
        gettext_lazy("The mail server's certificate is not one that this server trusts."),
        gettext_lazy(
            "Write the name that stands in the certificate as EMAIL_HOST, or install the authority "
            "that signed it."
        ),
    )
    LOGIN = (
        "mail-login",
        gettext_lazy("The mail server did not take the user name or the password."),
        gettext_lazy(
            "Correct EMAIL_HOST_USER and EMAIL_HOST_PASSWORD. Some providers want a password made "
            "for programs."
        ),
    )
    SENDER = (
        "mail-sender",
        gettext_lazy("The mail server does not send in the name of this site's address."),
        gettext_lazy("Set DEFAULT_FROM_EMAIL to an address that belongs to that account."),
    )
    RECIPIENT = (
        "mail-recipient",
        gettext_lazy("The mail server does not send to that address."),
        gettext_lazy("Try another address, or ask the mail server's administrator."),
    )
    OTHER = (
        "mail-other",
        gettext_lazy("The mail server did not take the message."),
        gettext_lazy("What it said stands below."),
    )
