"""Error codes of questions that come from other systems or go there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from lessons.exchange.block import ImportFault
from virtlearn.core.refusal import ErrorCode, Refusal


class ExchangeCode(ErrorCode):
    """Why questions are not exported or imported; a member has the name of its Reason."""

    COURSE_PROBLEMS = (
        "exchange-course-problems",
        gettext_lazy("The course has problems: %(said)s."),
        gettext_lazy("Fix them first."),
    )
    ENTITIES = (
        "exchange-entities",
        gettext_lazy("This file uses what is not read for safety: %(said)s."),
        gettext_lazy("Export it again without a DOCTYPE."),
    )
    NEEDS_OUTPUT = (
        "exchange-needs-output",
        gettext_lazy("There is no place to write to: %(said)s."),
        gettext_lazy("Name a file."),
    )
    NO_FILE = (
        "exchange-no-file",
        gettext_lazy("There is nothing to read: %(said)s."),
        gettext_lazy("Name a file or a package of questions."),
    )
    NO_QUESTIONS = (
        "exchange-no-questions",
        gettext_lazy("No question was found: %(said)s."),
        gettext_lazy("Look whether it is the right file or language."),
    )
    NO_TEXT = (
        "exchange-no-text",
        gettext_lazy("This file is no text that can be read: %(said)s."),
        gettext_lazy("Store it in UTF-8."),
    )
    NO_XML = (
        "exchange-no-xml",
        gettext_lazy("This XML cannot be read: %(said)s."),
        gettext_lazy("Export it again from the system that it comes from."),
    )
    NO_ZIP = (
        "exchange-no-zip",
        gettext_lazy("This package cannot be opened: %(said)s."),
        gettext_lazy("Export it again as a zip."),
    )
    SYNTAX = (
        "exchange-syntax",
        gettext_lazy("This text is not read as questions: %(said)s."),
        gettext_lazy("Write them as GIFT or Aiken, then import it again."),
    )
    TOO_LARGE = (
        "exchange-too-large",
        gettext_lazy("This is more than is read at once: %(said)s."),
        gettext_lazy("Split it."),
    )
    TOO_MANY_FILES = (
        "exchange-too-many-files",
        gettext_lazy("This is more than is read at once: %(said)s."),
        gettext_lazy("Split the package."),
    )
    UNKNOWN = (
        "exchange-unknown",
        gettext_lazy("No questions are read from such a file: %(said)s."),
        gettext_lazy("Give GIFT, Moodle XML, QTI, Aiken, Blackboard text or a Canvas export."),
    )
    UNSAFE = (
        "exchange-unsafe",
        gettext_lazy("This package is refused: %(said)s."),
        gettext_lazy("Export it again; a package holds ordinary files below one folder."),
    )


def exchange_refusal(fault: ImportFault) -> Refusal:
    return ExchangeCode[fault.reason.upper()].refusal(said=fault.said)
