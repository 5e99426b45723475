"""Error codes of tasks: what kept one from being prepared or checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class TaskCode(ErrorCode):
    """Why a task's script said nothing; that is no failure of the learner's, and the text says "
    "so."""

    SETUP_TIMEOUT = (
        "task-setup-timeout",
        gettext_lazy(
            "This task could not be prepared: that took longer than %(seconds)d seconds and was "
            "stopped."
        ),
        gettext_lazy("It will be tried again."),
    )
    SETUP_FAILED = (
        "task-setup-failed",
        gettext_lazy("This task could not be prepared just now."),
        gettext_lazy("It will be tried again."),
    )
    CHECK_TIMEOUT = (
        "task-check-timeout",
        gettext_lazy(
            "The check timed out: it took longer than %(seconds)d seconds and was stopped. That "
            "says nothing about your work."
        ),
        gettext_lazy("It will be tried again."),
    )
    NO_ANSWER = (
        "task-no-answer",
        gettext_lazy("The check could not run just now: the machine does not answer."),
        gettext_lazy("It will be tried again."),
    )
    UNREADABLE = (
        "task-unreadable",
        gettext_lazy(
            "The check could not look: it may not read a file or a folder in your home directory."
        ),
        gettext_lazy("chmod -R a+rX ~/* lets it."),
    )
    CHECK_FAILED = (
        "task-check-failed",
        gettext_lazy("The check could not run just now."),
        gettext_lazy("It will be tried again."),
    )
