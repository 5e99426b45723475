"""Error codes of recordings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class RecordingCode(ErrorCode):
    """Why a recording is not shown."""

    FULL = (
        "recording-full",
        gettext_lazy(
            "Your recordings take %(most)s MB: nothing more is recorded until you delete some."
        ),
        gettext_lazy("Look which you still need; from then on terminals are recorded again."),
    )
    UNPLAYABLE = (
        "recording-unplayable",
        gettext_lazy("This recording can't be played: its file is gone or damaged."),
        gettext_lazy("You can try the download."),
    )
