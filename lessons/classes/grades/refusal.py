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
        gettext_lazy("Correct the fields that are marked; what you typed is kept."),
    )
    NO_POINTS = (
        "grade-no-points",
        gettext_lazy("“%(title)s” has no points, so nothing in it can be graded."),
        gettext_lazy("Add a lesson, a question or a test to the assignment first."),
    )
    FILE_REFUSED = (
        "grade-file-refused",
        gettext_lazy("Nothing of this file can be taken."),
        gettext_lazy("Correct the lines that are named, then send the file again."),
    )
    FILE_SAME = (
        "grade-file-same",
        gettext_lazy("This file changes no grade: all points in it are so already."),
        gettext_lazy("Change points in the file first, then send it again."),
    )
    FILE_OLD = (
        "grade-file-old",
        gettext_lazy("Grades have changed since you looked at what this file would do."),
        gettext_lazy("Below is what it would do now: look at it again, and confirm that."),
    )
    FILE_LARGE = (
        "grade-file-large",
        gettext_lazy("The file is too large: it may have %(most)d KB."),
        gettext_lazy("Take out the columns that it does not need, or send it in parts."),
    )
    CANVAS_REFUSED = (
        "grade-canvas-refused",
        gettext_lazy("This is no gradebook from Canvas."),
        gettext_lazy("In Canvas choose Grades, Export, and send the file as it comes."),
    )
    SETTINGS_WRONG = (
        "grade-settings-wrong",
        gettext_lazy("Nothing has changed yet."),
        gettext_lazy("Correct the fields that are marked; what you typed is kept."),
    )
    SETTINGS_OLD = (
        "grade-settings-old",
        gettext_lazy("Somebody has changed how the total is made since you opened this page."),
        gettext_lazy(
            "What you chose is kept. Look at what it changes in the grades as they are now."
        ),
    )
    SETTINGS_SAME = (
        "grade-settings-same",
        gettext_lazy("This is how the total is made already."),
        gettext_lazy("Change something first."),
    )
    INQUIRY_WRONG = (
        "grade-inquiry-wrong",
        gettext_lazy("Nothing is sent yet."),
        gettext_lazy("Correct the field that is marked; what you typed is kept."),
    )
    INQUIRY_OVER = (
        "grade-inquiry-over",
        gettext_lazy("This grade can't be asked about now."),
        gettext_lazy("What you typed is kept: copy it, and talk to your teacher."),
    )
    INQUIRY_OPEN = (
        "grade-inquiry-open",
        gettext_lazy("You have asked about this grade already, and that is still open."),
        gettext_lazy("Open that question, and write there."),
    )
    INQUIRY_MANY = (
        "grade-inquiry-many",
        gettext_lazy("A grade can be asked about %(most)d times."),
        gettext_lazy("Talk to your teacher."),
    )
    INQUIRY_WAITS = (
        "grade-inquiry-waits",
        gettext_lazy("Your last messages have no answer yet."),
        gettext_lazy("Wait for it; what you typed is kept: copy it."),
    )
    INQUIRY_LONG = (
        "grade-inquiry-long",
        gettext_lazy("This question is full."),
        gettext_lazy("Close it, and talk to each other."),
    )
    INQUIRY_CLOSED = (
        "grade-inquiry-closed",
        gettext_lazy("This question is closed."),
        gettext_lazy("What you typed is kept: ask again under “My grades” while there is time."),
    )
