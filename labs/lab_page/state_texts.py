"""Texts of a lab session's state, in the reader's language."""

from __future__ import annotations

from math import ceil

from django.utils.translation import gettext, ngettext

from labs.core.expiry_warnings import ExpiryWarning
from labs.models import LabSession, LabState
from labs.scheduling.queue import QueuePosition
from labs.sessions.end_reasons import ending_refusal, ending_text


def boot_stage(percent: int | None) -> str:
    """What a guest that boots has reached, by the percentages that it tells (labs/machines/vm)."""
    if percent is None:
        return ""
    stages = (
        (
            90,
            gettext("The virtual machine's programs have started; it gets its name and its time."),
        ),
        (70, gettext("The virtual machine's kernel has handed over to its first program.")),
        (50, gettext("The virtual machine's kernel has found its disk.")),
        (30, gettext("The virtual machine's kernel runs.")),
    )
    started = gettext("The virtual machine is switched on, and its kernel is being loaded.")
    return next((text for least, text in stages if percent >= least), started)


def summary_queued(place: QueuePosition) -> str:
    if place.position == 1:
        return gettext("All machines are in use. You are next.")
    return gettext("All machines are in use. You are number %(position)d in the queue.") % {
        "position": place.position
    }


def wait_label(place: QueuePosition) -> str:
    minutes = ceil(place.wait.total_seconds() / 60)
    if minutes <= 1:
        return gettext("Your turn will probably come within a minute.")
    return ngettext(
        "Your turn will probably come in about %(minutes)d minute.",
        "Your turn will probably come in about %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def summary_of(session: LabSession) -> str:
    if session.state == LabState.STARTING:
        return gettext("Your machine is starting.")
    if session.state == LabState.STOPPING:
        removing = gettext("Your machine is being removed.")
        return f"{ending_refusal(session).message} {removing}".lstrip()
    if session.state == LabState.READY:
        return gettext("Your machine is ready.")
    return ending_text(session) or gettext("This lab has ended.")


def warning_label(warning: ExpiryWarning | None) -> str:
    """The step is named, not the seconds: it is read once, and stays on the page."""
    if warning is None:
        return ""
    if warning.code == "idle":
        return ngettext(
            "Nothing was typed for a while. Type something, or this lab ends within %(minutes)d "
            "minute.",
            "Nothing was typed for a while. Type something, or this lab ends within %(minutes)d "
            "minutes.",
            warning.minutes,
        ) % {"minutes": warning.minutes}
    return ngettext(
        "This lab ends within %(minutes)d minute, and its files with it. Your points stay.",
        "This lab ends within %(minutes)d minutes, and its files with it. Your points stay.",
        warning.minutes,
    ) % {"minutes": warning.minutes}


def notice_label(warning: ExpiryWarning | None) -> str:
    """Without a number: how much is left is counted down beside it."""
    if warning is None:
        return ""
    if warning.code == "idle":
        return gettext("Nothing was typed for a while. Type something, and the lab goes on.")
    return gettext("This lab ends soon, and its files with it. Your points stay.")


def done_label(passed: int, total: int) -> str:
    return ngettext(
        "%(passed)d of %(total)d task done", "%(passed)d of %(total)d tasks done", total
    ) % {"passed": passed, "total": total}
