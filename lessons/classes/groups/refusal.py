"""Error codes of groups of a class."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class GroupCode(ErrorCode):
    """Why a group is not changed."""

    FULL = (
        "group-full",
        gettext_lazy("%(group)s is full: somebody else took the last place."),
        gettext_lazy("Choose another group."),
    )
    LOCKED = (
        "group-locked",
        gettext_lazy("The groups of “%(name)s” are locked."),
        gettext_lazy("A teacher can unlock them, below the groups."),
    )
    NOT_OPEN = (
        "group-not-open",
        gettext_lazy("Groups of “%(name)s” can't be chosen now."),
        gettext_lazy("Ask your teacher to put you into one."),
    )
    BEGUN = (
        "group-begun",
        gettext_lazy("%(group)s has begun its work, so nobody joins or leaves it by themselves."),
        gettext_lazy("Ask your teacher, who can still move learners."),
    )
    NAME_TAKEN = (
        "group-name-taken",
        gettext_lazy("There is “%(name)s” already."),
        gettext_lazy("Choose another name."),
    )
    FORM_WRONG = (
        "group-form-wrong",
        gettext_lazy("Nothing has changed yet: something in the form needs correcting."),
        gettext_lazy("Correct what is marked, then send it again."),
    )
    TOO_LARGE = (
        "group-too-large",
        gettext_lazy("%(group)s has more members than that."),
        gettext_lazy("Move somebody out of it first."),
    )
    USED = (
        "group-used",
        gettext_lazy("An assignment is done in groups of “%(name)s”."),
        gettext_lazy("Choose other groups in the assignment first; deleted ones count too."),
    )
    NOBODY = (
        "group-nobody",
        gettext_lazy("There is nobody who could be put into a group."),
        gettext_lazy("Let people join the class first, or move them one by one."),
    )
    NOTHING_TO_UNDO = (
        "group-nothing-to-undo",
        gettext_lazy("There is no step that could be taken back."),
        gettext_lazy("Move learners one by one."),
    )
    CHANGED = (
        "group-changed",
        gettext_lazy("Groups have changed since, so that step can't be taken back."),
        gettext_lazy("Move learners one by one."),
    )
    FILE_REFUSED = (
        "group-file-refused",
        gettext_lazy("Nothing of this file is taken over."),
        gettext_lazy("Correct the lines that are named, then send the file again."),
    )
