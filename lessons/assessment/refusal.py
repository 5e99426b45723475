"""Error codes of answers to questions, in lessons, tests and the daily review."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext_lazy

from lessons.quizzes.base import Fault
from lessons.quizzes.registry import Question, kind_of
from virtlearn.core.refusal import ErrorCode, Refusal


class AnswerCode(ErrorCode):
    """Why an answer is no attempt."""

    NOTHING_CHOSEN = (
        "answer-nothing-chosen",
        gettext_lazy("You haven't chosen anything."),
        gettext_lazy("Choose an answer, then send it."),
    )
    NOTHING_WRITTEN = (
        "answer-nothing-written",
        gettext_lazy("You haven't written anything."),
        gettext_lazy("Write an answer, then send it."),
    )
    ONLY_ONE = (
        "answer-only-one",
        gettext_lazy("Only one answer can be chosen."),
        gettext_lazy("Choose one, then send it."),
    )
    PLACES = (
        "answer-places",
        gettext_lazy("Each item needs its own place."),
        gettext_lazy("One is open, or two have the same: give each its place."),
    )
    CHOICE_GONE = (
        "answer-choice-gone",
        gettext_lazy("This choice no longer exists: the question has changed."),
        gettext_lazy("Choose again."),
    )
    TOO_LONG = (
        "answer-too-long",
        gettext_lazy("This answer is too long."),
        gettext_lazy("Shorten it: %(most)s characters are the most."),
    )
    NOT_A_NUMBER = (
        "answer-not-a-number",
        gettext_lazy("This could not be read as a number."),
        gettext_lazy("Write it in digits, such as 1200 or 0.5."),
    )
    OTHER_UNIT = (
        "answer-other-unit",
        gettext_lazy("The number is asked for in %(unit)s."),
        gettext_lazy("Write it in that unit."),
    )
    NO_MACHINE = (
        "answer-no-machine",
        gettext_lazy("None of your machines is answering."),
        gettext_lazy("Start the lab, wait until it is ready, and try again."),
    )
    NO_FACT = (
        "answer-no-fact",
        gettext_lazy("Your machine runs, but what is asked for is not there yet."),
        gettext_lazy("Do in it what the question says, then answer."),
    )
    NO_LIST = (
        "answer-no-list",
        gettext_lazy("This server can't list the processes of your machine."),
        gettext_lazy(
            "Whoever runs it can install the program ps where the engine runs (the package procps "
            "on Debian); then try again."
        ),
    )
    GAPS = (
        "answer-gaps",
        gettext_lazy("Some fields are still empty."),
        gettext_lazy("Fill them, or send it as it is: empty ones count as wrong."),
    )
    SAME = (
        "answer-same",
        gettext_lazy("You have sent this answer before."),
        gettext_lazy("Change it, then send it again."),
    )
    CLOSED = (
        "answer-closed",
        gettext_lazy("This question is closed, so this answer doesn't count."),
        gettext_lazy("The right answer is below; the question comes back in your daily review."),
    )
    SENT_BEFORE = (
        "answer-sent-before",
        gettext_lazy(
            "This does not count: the question was answered from another page since this one was "
            "loaded."
        ),
        gettext_lazy("Look at what it says now, then answer again."),
    )


codes: Mapping[Fault, AnswerCode] = {
    "empty": AnswerCode.NOTHING_WRITTEN,
    "choice": AnswerCode.CHOICE_GONE,
    "many": AnswerCode.ONLY_ONE,
    "long": AnswerCode.TOO_LONG,
    "number": AnswerCode.NOT_A_NUMBER,
    "unit": AnswerCode.OTHER_UNIT,
    "places": AnswerCode.PLACES,
    "machine": AnswerCode.NO_MACHINE,
    "fact": AnswerCode.NO_FACT,
    "list": AnswerCode.NO_LIST,
    "gaps": AnswerCode.GAPS,
    "same": AnswerCode.SAME,
}


def fault_refusal(question: Question, fault: Fault, unit: str = "") -> Refusal:
    """Why an answer to `question` can't be read, as its reader is told; `unit` is what a number
    is asked for in.
    """
    kind = kind_of(question)
    if fault == "empty" and kind.chosen:
        return AnswerCode.NOTHING_CHOSEN.refusal()
    code = codes[fault]
    if code == AnswerCode.TOO_LONG:
        return code.refusal(most=formats.localize(kind.answer_most))
    if code == AnswerCode.OTHER_UNIT:
        return code.refusal(unit=unit)
    return code.refusal()
