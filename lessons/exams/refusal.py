"""Error codes of the tests before and after a course."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

from virtlearn.core.refusal import ErrorCode


class ExamCode(ErrorCode):
    """Why a test is not taken in."""

    OPEN_QUESTIONS = (
        "exam-open-questions",
        ngettext_lazy(
            "%(number)d question is unanswered or unreadable. Nothing has been submitted yet.",
            "%(number)d questions are unanswered or unreadable. Nothing has been submitted yet.",
            "number",
        ),
        gettext_lazy("Your answers are still here: finish them, or hand in anyway."),
    )
    SENT_BEFORE = (
        "exam-sent-before",
        gettext_lazy("You've already handed in this test, so this doesn't count."),
        gettext_lazy("The result of the first one is below. You can take another one."),
    )
    TOO_MANY = (
        "exam-too-many",
        gettext_lazy("You've taken this test as often as you can."),
        gettext_lazy("Keep practising in the daily review."),
    )
    CHANGED_ELSEWHERE = (
        "exam-changed-elsewhere",
        ngettext_lazy(
            "%(number)d answer was changed in another window. Nothing was handed in yet.",
            "%(number)d answers were changed in another window. Nothing was handed in yet.",
            "number",
        ),
        gettext_lazy("Below stand the newer answers: look at them, then hand in again."),
    )
    ANSWERED_ELSEWHERE = (
        "exam-answered-elsewhere",
        gettext_lazy("This question was answered in another window meanwhile."),
        gettext_lazy("Look at that answer, or keep the one that is here."),
    )
