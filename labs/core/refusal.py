"""Error codes of labs: why a learner, a visitor or an instructor does not get what they asked for.

The texts of a terminal's close codes are here too, since pages of several rooms say them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, ngettext_lazy

from virtlearn.core.refusal import ErrorCode, RefusedError


class RefusalCode(ErrorCode):
    """Why something is not done in a lab now."""

    ACCOUNT_NEEDED = (
        "lab-account-needed",
        gettext_lazy("You need an account to start labs here."),
        gettext_lazy("Sign up, or sign in: what you have done so far is kept."),
    )
    ADDRESS_LIMIT = (
        "lab-address-limit",
        ngettext_lazy(
            "From your network %(limit)d guest has a lab already; more are not let in.",
            "From your network %(limit)d guests have a lab already; more are not let in.",
            "limit",
        ),
        gettext_lazy("Sign up, or sign in: then you can start at once."),
    )
    MEMBERS_ONLY = (
        "lab-members-only",
        gettext_lazy("An instructor has to let you in before you can start labs here."),
        gettext_lazy("Ask your instructor."),
    )
    NO_EXTENSION = (
        "lab-no-extension",
        gettext_lazy("This lab can't be extended again."),
        gettext_lazy("When its time is over you can start it again; your points stay."),
    )
    NO_LINKS_IN_GROUP = (
        "lab-no-links-in-group",
        gettext_lazy("The lab of a group is shared by its members, and by nobody else."),
        gettext_lazy("Your teacher can put others into the group; raise a hand if you need help."),
    )
    NO_MORE_TIME = (
        "lab-no-more-time",
        gettext_lazy("This lab cannot have more time now."),
        gettext_lazy("It isn't running, or already has twelve hours left."),
    )
    NO_TASK = (
        "lab-no-task",
        gettext_lazy("This task does not exist."),
        gettext_lazy("Load the page again: the lab may have been changed."),
    )
    NOT_RUNNING = (
        "lab-not-running",
        gettext_lazy("This lab isn't running."),
        gettext_lazy("Start it first."),
    )
    OWN = (
        "lab-own",
        gettext_lazy("This lab is your own."),
        gettext_lazy("Open it in its course; its terminals are there."),
    )
    RUNTIME = (
        "lab-runtime",
        gettext_lazy(
            "This lab runs on %(runtime)s, which this server cannot offer, and on nothing else."
        ),
        gettext_lazy("Whoever runs the server can install it."),
    )
    SENT_OUT = (
        "lab-sent-out",
        gettext_lazy("The learner ended your visit."),
        gettext_lazy("Ask them for a new link."),
    )
    SENT_OUT_TEACHER = (
        "lab-sent-out-teacher",
        gettext_lazy("The learner ended your visit."),
        gettext_lazy("You can come again when they raise their hand or let you in."),
    )
    SOLUTION_TOO_SOON = (
        "lab-solution-too-soon",
        ngettext_lazy(
            "The solution opens after %(count)d more try.",
            "The solution opens after %(count)d more tries.",
            "count",
        ),
        gettext_lazy("Check your tasks to try."),
    )
    TOO_LARGE = (
        "lab-too-large",
        gettext_lazy("This lab needs more than this server has for all labs together."),
        gettext_lazy("Whoever runs the server can raise LABS_MAX, LABS_MEMORY_MB or LABS_CPUS."),
    )
    TOO_MANY_LINKS = (
        "lab-too-many-links",
        gettext_lazy("You have many links already."),
        gettext_lazy("Stop one of them first."),
    )
    USER_LIMIT = (
        "lab-user-limit",
        ngettext_lazy(
            "You can run %(limit)d lab at a time.", "You can run %(limit)d labs at a time.", "limit"
        ),
        gettext_lazy("Stop another one first."),
    )


class LabRefusedError(RefusedError):
    """Something is not done in a lab now; `detail` is what the engine said, in English."""


class TerminalCode(ErrorCode):
    """Why a terminal's websocket is closed, or not opened."""

    FRAME = (
        "terminal-frame",
        gettext_lazy("The server couldn't make sense of what this page sent."),
        gettext_lazy("Reload the page: the site may have been updated."),
    )
    LOGIN = (
        "terminal-login",
        gettext_lazy("You've been signed out."),
        gettext_lazy("Sign in again, then reload this page. Your machine keeps running."),
    )
    GONE = (
        "terminal-gone",
        gettext_lazy("This terminal doesn't exist, or you have no access to it."),
        gettext_lazy("Load the page again to see the current ones."),
    )
    ENDED = (
        "terminal-ended",
        gettext_lazy("The lab of this terminal has ended."),
        gettext_lazy("You can start it again; your points stay."),
    )
    BUSY = (
        "terminal-busy",
        gettext_lazy("This terminal is open in too many pages."),
        gettext_lazy("Close one of them, then load this page again."),
    )
    ENGINE = (
        "terminal-engine",
        gettext_lazy("The machine does not answer."),
        gettext_lazy("This page keeps trying to connect."),
    )
    RESTART = (
        "terminal-restart",
        gettext_lazy("The server is being restarted."),
        gettext_lazy("This page reconnects by itself; your machine keeps running."),
    )
    TOO_BIG = (
        "terminal-too-big",
        gettext_lazy("This page sent too much at once."),
        gettext_lazy("Load the page again, and paste it in smaller parts."),
    )
    ELSEWHERE = (
        "terminal-elsewhere",
        gettext_lazy("The terminal was opened from another site."),
        gettext_lazy("Open it from its lab's page."),
    )
    NO_SCRIPTS = (
        "terminal-no-scripts",
        gettext_lazy("The terminal needs scripts, which this browser doesn't run."),
        gettext_lazy("Everything else on this page works without them."),
    )
    AWAY = (
        "terminal-away",
        gettext_lazy("The site's database does not answer."),
        gettext_lazy("Try again in a moment."),
    )


# A websocket's close code (labs/terminal/core/ports.py and consumer.py) → what it means.
close_codes: Mapping[int, TerminalCode] = {
    1009: TerminalCode.TOO_BIG,
    1012: TerminalCode.RESTART,
    4400: TerminalCode.FRAME,
    4401: TerminalCode.LOGIN,
    4404: TerminalCode.GONE,
    4410: TerminalCode.ENDED,
    4429: TerminalCode.BUSY,
    4503: TerminalCode.ENGINE,
}
