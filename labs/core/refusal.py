"""What is not done now, and why: every reason has a code, a message and what to do about it.

The codes are kept: an API promises them, pages and tests name them. The texts are in the reader's
language at the moment when they are read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy


class RefusalCode(StrEnum):
    """Why a learner, a visitor or an instructor does not get what they asked a lab for."""

    NO_EXTENSION = "lab-no-extension"
    NO_TASK = "lab-no-task"
    NOT_RUNNING = "lab-not-running"
    OWN = "lab-own"
    RUNTIME = "lab-runtime"
    SENT_OUT = "lab-sent-out"
    SENT_OUT_TEACHER = "lab-sent-out-teacher"
    SOLUTION_TOO_SOON = "lab-solution-too-soon"
    TOO_LARGE = "lab-too-large"
    TOO_MANY_LINKS = "lab-too-many-links"
    USER_LIMIT = "lab-user-limit"


class Text(NamedTuple):
    """What has happened, and what the reader can do; both may name the refusal's values."""

    message: str | Promise
    way_on: str | Promise


texts: dict[RefusalCode, Text] = {
    RefusalCode.NO_EXTENSION: Text(
        gettext_lazy("This lab cannot be extended any more."),
        gettext_lazy("When its time is over you can start it again; your points stay."),
    ),
    RefusalCode.NO_TASK: Text(
        gettext_lazy("This task does not exist."),
        gettext_lazy("Load the page again: the lab may have been changed."),
    ),
    RefusalCode.NOT_RUNNING: Text(
        gettext_lazy("This lab does not run."), gettext_lazy("Start it first.")
    ),
    RefusalCode.OWN: Text(
        gettext_lazy("This lab is your own."),
        gettext_lazy("You find it in its course, with its terminals."),
    ),
    RefusalCode.RUNTIME: Text(
        gettext_lazy(
            "This lab runs on %(runtime)s, which this server cannot offer, and on nothing else."
        ),
        gettext_lazy("Whoever runs the server can install it."),
    ),
    RefusalCode.SENT_OUT: Text(
        gettext_lazy("The learner ended your visit."), gettext_lazy("Ask them for a new link.")
    ),
    RefusalCode.SENT_OUT_TEACHER: Text(
        gettext_lazy("The learner ended your visit."),
        gettext_lazy("You can come again when they raise their hand or let you in."),
    ),
    RefusalCode.SOLUTION_TOO_SOON: Text(
        ngettext_lazy(
            "The solution opens after %(count)d more try.",
            "The solution opens after %(count)d more tries.",
            "count",
        ),
        gettext_lazy("Check your tasks to try."),
    ),
    RefusalCode.TOO_LARGE: Text(
        gettext_lazy("This lab needs more than this server has for all labs together."),
        gettext_lazy("Whoever runs the server can raise LABS_MAX, LABS_MEMORY_MB or LABS_CPUS."),
    ),
    RefusalCode.TOO_MANY_LINKS: Text(
        gettext_lazy("You have many links already."), gettext_lazy("Stop one of them first.")
    ),
    RefusalCode.USER_LIMIT: Text(
        ngettext_lazy(
            "You can run %(limit)d lab at a time.", "You can run %(limit)d labs at a time.", "limit"
        ),
        gettext_lazy("Stop another one first."),
    ),
}


class Refusal(NamedTuple):
    """What a page says of it. `detail` is the engine's own words, in English."""

    message: str = ""
    detail: str = ""


class LabRefusedError(Exception):
    """`code` says why something is not done now, `values` what its texts name.

    `detail` is what the engine said, in English, for whoever runs the server.
    """

    def __init__(self, code: RefusalCode, *, detail: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.detail = detail

    @property
    def message(self) -> str:
        """What has happened and what to do, in the reader's language."""
        return " ".join(str(text % self.values) for text in texts[self.code])

    @property
    def refusal(self) -> Refusal:
        return Refusal(self.message, self.detail)

    def __str__(self) -> str:
        return self.message
