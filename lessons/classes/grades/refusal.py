"""Error codes of grades."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class GradeCode(ErrorCode):
    """Why a grade is not changed, or a file of grades not taken."""

    CHANGED = (
        "grade-changed",
        gettext_lazy("Somebody has changed this grade since you opened it."),
        gettext_lazy("Below is how it is now. What you typed is kept: send it again if it holds."),
    )
    FORM_WRONG = (
        "grade-form-wrong",
        gettext_lazy("The grade is not changed."),
        gettext_lazy("Mend what is named at the fields; what you typed is kept."),
    )
    NO_POINTS = (
        "grade-no-points",
        gettext_lazy("“%(title)s” has no points, so nothing in it can be graded."),
        gettext_lazy("Add a lesson, a question or a test to the assignment first."),
    )
