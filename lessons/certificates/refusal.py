"""Error codes of certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class CertificateCode(ErrorCode):
    """Why a certificate is not issued, or says nothing."""

    NOTHING = (
        "certificate-nothing",
        gettext_lazy("There is nothing to certify of what you chose."),
        gettext_lazy("Choose more, or do more."),
    )
    WITHDRAWN = (
        "certificate-withdrawn",
        gettext_lazy("This certificate was withdrawn"),
        gettext_lazy(
            "Its learner has withdrawn it. What it said is not kept and counts no more. Ask them "
            "for a new one."
        ),
    )
    UNVERIFIED = (
        "certificate-unverified",
        gettext_lazy("This certificate cannot be verified"),
        gettext_lazy(
            "What is stored here is not what was issued, or this installation's key has changed "
            "since. Nothing of it is shown. Ask the learner for a new one."
        ),
    )
