"""Error codes of publishing: revisions that are not made or not shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class PublishingCode(ErrorCode):
    """Why a revision does not become the one that is shown."""

    PROBLEMS = (
        "course-problems",
        gettext_lazy("This folder has problems, or is no course."),
        gettext_lazy("Correct what is listed, then publish again. Nothing has changed yet."),
    )
    CHOSEN = (
        "course-chosen",
        gettext_lazy("%(course)s: what is shown was chosen here and stays."),
        gettext_lazy("To show this one, publish it yourself: manage.py course publish PATH"),
    )
    NONE = (
        "course-none",
        gettext_lazy("No course %(course)s is published."),
        gettext_lazy("Look at manage.py course list."),
    )
    NO_REVISION = (
        "course-no-revision",
        gettext_lazy("%(course)s has no other revision %(digest)s."),
        gettext_lazy("Look at manage.py course list."),
    )
    NOTHING_BEFORE = (
        "course-nothing-before",
        gettext_lazy("There is no revision of %(course)s before the one that is shown."),
        gettext_lazy("Publish another one first."),
    )
    AMBIGUOUS = (
        "course-ambiguous",
        gettext_lazy("Several revisions begin with %(digest)s."),
        gettext_lazy("Write more of the digest."),
    )
    OTHER_VERSION = (
        "course-other-version",
        gettext_lazy(
            "The pages of %(course)s %(digest)s were made by another version of this program, "
            "which cannot show them."
        ),
        gettext_lazy("Publish its folder again: manage.py course publish PATH"),
    )
    SHOWN = (
        "course-shown",
        gettext_lazy("This revision is already shown."),
        gettext_lazy("Choose another one to change what learners see."),
    )
