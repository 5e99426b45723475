"""Error codes of assignments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class AssignmentCode(ErrorCode):
    """Why work for an assignment is not taken, or an assignment is not changed."""

    NOT_OPEN = (
        "assignment-not-open",
        gettext_lazy("“%(title)s” is not open yet."),
        gettext_lazy("Its page says when it opens. Nothing you typed was counted."),
    )
    START_FIRST = (
        "assignment-start-first",
        gettext_lazy("“%(title)s” has to be started before answers count."),
        gettext_lazy("Start it on its page, then send this answer again."),
    )
    LAB_NOT_OPEN = (
        "assignment-lab-not-open",
        gettext_lazy("This lab belongs to “%(title)s”, which is not open yet."),
        gettext_lazy("The page of your class says when it opens. You can start the lab then."),
    )
    LAB_START_FIRST = (
        "assignment-lab-start-first",
        gettext_lazy("This lab belongs to “%(title)s”, which has to be started first."),
        gettext_lazy("Start it on its page in your class, then start this lab."),
    )
    LAB_NO_GROUP = (
        "assignment-lab-no-group",
        gettext_lazy("“%(title)s” is done in groups, and you are in none yet."),
        gettext_lazy("Ask your teacher to put you into one."),
    )
    LAB_CHOOSE_GROUP = (
        "assignment-lab-choose-group",
        gettext_lazy("“%(title)s” is done in groups, and you are in none yet."),
        gettext_lazy("Choose one under Groups, on the page of your class."),
    )
    LAB_GROUP_SMALL = (
        "assignment-lab-group-small",
        gettext_lazy("“%(title)s” is done in groups, and there are too few in yours yet."),
        gettext_lazy("Wait until others have joined it, or ask your teacher."),
    )
    LAB_ALONE = (
        "assignment-lab-alone",
        gettext_lazy("You started this lab alone: it does not count for “%(title)s”."),
        gettext_lazy("Stop it, then start it with your group here."),
    )
    EXAM_NOT_BEGUN = (
        "assignment-exam-not-begun",
        gettext_lazy("“%(title)s” has not begun yet: your teacher starts it."),
        gettext_lazy("Wait on its page: it begins there by itself. Nothing you typed was counted."),
    )
    LAB_EXAM_NOT_BEGUN = (
        "assignment-lab-exam-not-begun",
        gettext_lazy("This lab belongs to “%(title)s”, which your teacher has not started yet."),
        gettext_lazy("Wait on the exam's page: it begins there by itself."),
    )
    WRONG_CODE = (
        "assignment-wrong-code",
        gettext_lazy("No batch of “%(title)s” has this code."),
        gettext_lazy("Compare it with what your teacher shows."),
    )
    EXAM_NOT_OPEN = (
        "assignment-exam-not-open",
        gettext_lazy("“%(title)s” can't be started now: it isn't open yet, or is over."),
        gettext_lazy("Change when it opens or is due, then start it."),
    )
    EXAM_ANSWERED = (
        "assignment-exam-answered",
        gettext_lazy("Somebody has answered already, so the start can't be taken back."),
        gettext_lazy("End it for all, or give more time."),
    )
    EXAM_OVER = (
        "assignment-exam-over",
        gettext_lazy("Time is up for “%(title)s”: this wasn't saved."),
        gettext_lazy("What you had saved is handed in."),
    )
    MORE_TIME_RANGE = (
        "assignment-more-time-range",
        gettext_lazy(
            "No time was added. You can give 1 to %(number)s minutes in all, while it runs."
        ),
        gettext_lazy("Write another number of minutes."),
    )
    TOO_MANY_BATCHES = (
        "assignment-too-many-batches",
        gettext_lazy("An assignment has at most %(number)s batches."),
        gettext_lazy("Remove one that was not started, or copy the assignment."),
    )
    RESULT_HIDDEN = (
        "assignment-result-hidden",
        gettext_lazy("Your teacher does not show the result of “%(title)s” now."),
        gettext_lazy("Your answers are kept. Ask your teacher when results are shown."),
    )
    MAY_NOT_START = (
        "assignment-may-not-start",
        gettext_lazy("“%(title)s” can't be started now."),
        gettext_lazy("Its page says why, and until when it was open."),
    )
    WRONG_PASSWORD = (
        "assignment-wrong-password",  # a code
        gettext_lazy("This is not the password of “%(title)s”."),
        gettext_lazy("Compare it with what your teacher shows, capital letters too."),
    )
    HONOUR_MISSING = (
        "assignment-honour-missing",
        gettext_lazy("“%(title)s” asks you to agree to its text first."),
        gettext_lazy("Read it and tick the box."),
    )
    HONOUR_CHANGED = (
        "assignment-honour-changed",
        gettext_lazy("Your teacher has changed the text since you read it."),
        gettext_lazy("Read it again and tick the box."),
    )
    FORM_WRONG = (
        "assignment-form-wrong",
        gettext_lazy("Nothing has changed yet: something in the form needs correcting."),
        gettext_lazy("Correct what is marked, then send it again."),
    )
    CLASS_OVER = (
        "assignment-class-over",
        gettext_lazy("This class is over: you can read it, but nothing in it can change."),
        gettext_lazy(
            "A teacher of the class can set a later last day, or take it out of the archive."
        ),
    )
