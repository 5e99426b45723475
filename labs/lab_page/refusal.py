"""Error codes of an installation that cannot start labs yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class ReadinessCode(ErrorCode):
    """What keeps labs from starting here."""

    FORBIDDEN = (
        "labs-engine-forbidden",
        gettext_lazy("A Docker Engine is here, but this server's user may not use it."),
        gettext_lazy(
            "Whoever runs the server can let it: sudo usermod -aG docker USER, then log in again "
            "and restart."
        ),
    )
    NO_ENGINE = (
        "labs-no-engine",
        gettext_lazy("No Docker Engine answers."),
        gettext_lazy(
            "Whoever runs this server can install it (on Debian the packages docker.io, iptables "
            "and procps), start it, and let this server's user use it (group docker)."
        ),
    )
    NO_IMAGES = (
        "labs-no-images",
        gettext_lazy("The machines' images have not been built yet."),
        gettext_lazy("Whoever runs this server can build them with: manage.py lab images"),
    )
    IMAGE_FAILED = (
        "labs-image-failed",
        gettext_lazy("Its image could not be built."),
        gettext_lazy("It is tried again."),
    )
