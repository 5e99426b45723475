"""Error codes of sessions: why one ended, and why one could not start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

from virtlearn.core.refusal import ErrorCode

again = gettext_lazy("You can start the lab again.")
again_later = gettext_lazy(
    "Try again. If it happens once more, tell whoever runs the server when it was."
)


class EndCode(ErrorCode):
    """Why a session ended; a member has the name of its EndReason."""

    LEARNER = "lab-ended-learner", gettext_lazy("You stopped this lab."), again
    RESET = (
        "lab-ended-reset",
        gettext_lazy("This lab was started afresh."),
        gettext_lazy("Go on in the new one; your points stay."),
    )
    EXPIRED = (
        "lab-ended-expired",
        ngettext_lazy(
            "This lab ended because its time was over, after %(minutes)d minute.",
            "This lab ended because its time was over, after %(minutes)d minutes.",
            "minutes",
        ),
        again,
    )
    IDLE = (
        "lab-ended-idle",
        ngettext_lazy(
            "This lab ended after %(minutes)d minute without input.",
            "This lab ended after %(minutes)d minutes without input.",
            "minutes",
        ),
        again,
    )
    FAILED = (
        "lab-ended-failed",
        gettext_lazy("The machine could not be started."),
        gettext_lazy("You can try again."),
    )
    GONE = "lab-ended-gone", gettext_lazy("The machine has stopped unexpectedly."), again
    REMOVED = "lab-ended-removed", gettext_lazy("The machine was removed from outside."), again
    KILLED = "lab-ended-killed", gettext_lazy("The machine was killed."), again
    SHELL = "lab-ended-shell", gettext_lazy("The shell of the machine ended."), again
    OUT_OF_MEMORY = (
        "lab-ended-out-of-memory",
        gettext_lazy("The machine ran out of memory."),
        again,
    )
    ENGINE = "lab-ended-engine", gettext_lazy("The engine was restarted."), again
    INSTRUCTOR = "lab-ended-instructor", gettext_lazy("An instructor ended this lab."), again
    ROOM = (
        "lab-ended-room",
        gettext_lazy("Your lab had to make room for somebody with an account."),
        gettext_lazy(
            "What you did is kept. Sign up, and start it again: with an account, labs stay."
        ),
    )
    LEFT = "lab-ended-left", gettext_lazy("You left before it was your turn."), again
    SITE = "lab-ended-site", gettext_lazy("The server was stopped."), again
    GROUP = "lab-ended-group", gettext_lazy("Somebody of your group stopped this lab."), again
    GROUP_LEFT = (
        "lab-ended-group-left",
        gettext_lazy(
            "The person who started this lab has left the group, and nobody else could go on."
        ),
        again,
    )


class StartCode(ErrorCode):
    """Why a session could not start; a member has the name of its StartFault."""

    UNAVAILABLE = (
        "lab-start-unavailable",
        gettext_lazy("The engine that makes the machines did not answer."),
        again_later,
    )
    IMAGE = (
        "lab-start-image",
        gettext_lazy("The machine's image is not on this server."),
        gettext_lazy("Whoever runs the server can build it: manage.py lab images."),
    )
    DISK = (
        "lab-start-disk",
        gettext_lazy("The server has no room left on its disk."),
        gettext_lazy("Tell whoever runs the server, then try again."),
    )
    RUNTIME = (
        "lab-start-runtime",
        gettext_lazy("This server cannot offer the isolation that the lab asks for."),
        gettext_lazy("Whoever runs the server can install it."),
    )
    NETWORK = (
        "lab-start-network",
        gettext_lazy("This server has no network left for the lab's machines."),
        gettext_lazy("Try again when another lab has ended."),
    )
    NAME = (
        "lab-start-name",
        gettext_lazy("A machine of an earlier start is still being removed."),
        gettext_lazy("Try again in a moment."),
    )
    GONE = (
        "lab-start-gone",
        gettext_lazy("The machine was gone before it could be used."),
        again_later,
    )
    ENDED = (
        "lab-start-ended",
        gettext_lazy("The machine's first program ended at once."),
        again_later,
    )
    PROMPT = (
        "lab-start-prompt",
        gettext_lazy("The machine's shell showed no prompt in time."),
        again_later,
    )
    UNFINISHED = (
        "lab-start-unfinished",
        gettext_lazy("The server was interrupted while it started the machine."),
        again_later,
    )
