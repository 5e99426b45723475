"""Error codes of regrading, and of publishing where answers hang on what it changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class RegradeCode(ErrorCode):
    """Why answers are not graded again, or a revision is not shown before that was confirmed."""

    AFFECTED = (
        "regrade-affected",
        gettext_lazy("Answers hang on questions that this revision changes; nothing was done yet."),
        gettext_lazy("Look at what is listed. If it holds, confirm it: then grade answers again."),
    )
    CHANGED = (
        "regrade-changed",
        gettext_lazy("Answers, points or the question have changed since you looked."),
        gettext_lazy(
            "Nothing was done. Below is what it would do now: look at it, and send it again."
        ),
    )
    NOTHING = (
        "regrade-nothing",
        gettext_lazy("That would change no points."),
        gettext_lazy("Choose another way to count them, or leave them as they are."),
    )
    FORM_WRONG = (
        "regrade-form-wrong",
        gettext_lazy("The answers are not graded again."),
        gettext_lazy("Correct the fields that are marked; what you typed is kept."),
    )
    UNDONE = (
        "regrade-undone",
        gettext_lazy("This was undone already."),
        gettext_lazy("Below is what is in force now."),
    )
    NOT_LAST = (
        "regrade-not-last",
        gettext_lazy("The question was graded again once more since."),
        gettext_lazy("Undo the later one first."),
    )
