"""Error codes of the editor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class EditingCode(ErrorCode):
    """Why a draft is not changed, or not published."""

    CONFLICT = (
        "editing-conflict",
        gettext_lazy("%(who)s has changed the same lines since you opened this file."),
        gettext_lazy("Both versions stand in the text now: make one of them, then save."),
    )
    FOLDER = (
        "editing-folder",
        gettext_lazy("A course can't have a file there: folders lie too deep."),
        gettext_lazy("Give it a shorter path."),
    )
    GONE = (
        "editing-gone",
        gettext_lazy("The draft has changed since you looked at it."),
        gettext_lazy("Look at it again, then decide."),
    )
    KIND = (
        "editing-kind",
        gettext_lazy("A course has no such files."),
        gettext_lazy(
            "Texts end with .md, .toml, .sh, .py or .txt, pictures with .svg, .png, .jpg, .gif, "
            ".webp or .avif."
        ),
    )
    NAME = (
        "editing-name",
        gettext_lazy("This is no path that a course can have."),
        gettext_lazy("Write folders and a name, as the files that are there have them."),
    )
    NOTHING = (
        "editing-nothing",
        gettext_lazy("The draft says what learners see already."),
        gettext_lazy("Change something first."),
    )
    NOT_KEPT = (
        "editing-not-kept",
        gettext_lazy("The files of the revision that is shown were not kept."),
        gettext_lazy("Publish its folder once more with manage.py course publish, then edit it."),
    )
    OUTDATED = (
        "editing-outdated",
        gettext_lazy("Another revision is shown since this draft was begun."),
        gettext_lazy("Take over its changes first, so that nothing of it is lost."),
    )
    PROBLEMS = (
        "editing-problems",
        gettext_lazy("The draft has problems, and was not published."),
        gettext_lazy("Correct them first."),
    )
    TAKEN = (
        "editing-taken",
        gettext_lazy("There is a file or a folder of this name already."),
        gettext_lazy("Choose another one."),
    )
    TOO_LARGE = (
        "editing-too-large",
        gettext_lazy("This file is over %(most)s bytes, and was not saved."),
        gettext_lazy("Make two of it."),
    )
