"""Error codes of classes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class ClassCode(ErrorCode):
    """Why somebody does not get into a class, or something in one is not changed."""

    NO_CODE = (
        "class-no-code",
        gettext_lazy("No class has the code %(typed)s."),
        gettext_lazy("Compare it with what your teacher shows: codes change at times."),
    )
    CLOSED = (
        "class-closed",
        gettext_lazy("This class isn't taking new members by link or code right now."),
        gettext_lazy("Ask your teacher to let you in."),
    )
    JOIN_OVER = (
        "class-join-over",
        gettext_lazy("The deadline to join this class has passed."),
        gettext_lazy("Ask your teacher to let you in."),
    )
    OVER = (
        "class-over",
        gettext_lazy("This class is over: you can read it, but nothing in it can change."),
        gettext_lazy(
            "A teacher of the class can set a later last day, or take it out of the archive."
        ),
    )
    BLOCKED = (
        "class-blocked",
        gettext_lazy("A teacher of this class has blocked you, so you can't join it."),
        gettext_lazy("If that is a mistake, talk to your teacher: they can let you in again."),
    )
    NAME_MISSING = (
        "class-name-missing",
        gettext_lazy("Your teacher has to know who you are."),
        gettext_lazy("Write your name, as the class knows you."),
    )
    INVITATION_USED = (
        "class-invitation-used",
        gettext_lazy("This invitation has already been used."),
        gettext_lazy("Sign in with the account that used it, or ask your teacher for another."),
    )
    INVITATION_OVER = (
        "class-invitation-over",
        gettext_lazy("This invitation is not valid any more."),
        gettext_lazy(
            "Look for a newer message from your class, or ask your teacher for another invitation."
        ),
    )
    NO_MAIL = (
        "class-no-mail",
        gettext_lazy("This site has no mail server, so it sends no invitations."),
        gettext_lazy("Hand each person their link yourself, in whichever way you write to them."),
    )
    NO_ADDRESS = (
        "class-no-address",
        gettext_lazy("You haven't given an address."),
        gettext_lazy("Write at least one e-mail address, one per line."),
    )
    ADDRESSES_REFUSED = (
        "class-addresses-refused",
        gettext_lazy("Not all of that can be mailed to, so nobody was invited yet."),
        gettext_lazy("Correct the lines that are named, then send it again."),
    )
    LAST_TEACHER = (
        "class-last-teacher",
        gettext_lazy("%(name)s is the only teacher of this class."),
        gettext_lazy("Make somebody else a teacher first."),
    )
    TEACHER_LEAVES = (
        "class-teacher-leaves",
        gettext_lazy("You can't leave a class that you teach."),
        gettext_lazy("Another teacher removes them, or a head does."),
    )
    NO_INSTRUCTOR = (
        "class-no-instructor",
        gettext_lazy("A teacher of a class needs an account with the role of an instructor."),
        gettext_lazy("A head can give the role, under People; or make them an assistant."),
    )
    NO_ACCOUNT = (
        "class-no-account",
        gettext_lazy("There is no account with the user name “%(login)s”."),
        gettext_lazy("Write an e-mail address to invite somebody who has none yet."),
    )
    THERE_ALREADY = (
        "class-there-already",
        gettext_lazy("%(name)s is in the list of this class already."),
        gettext_lazy("Open the entry there to change it."),
    )
    NOT_EMPTY = (
        "class-not-empty",
        gettext_lazy("This class has members, whose records would go with it."),
        gettext_lazy("Archive it instead: then it is out of the way, and nothing is lost."),
    )
    LABELS_FULL = (
        "class-labels-full",
        gettext_lazy("A class has at most %(most)d labels."),
        gettext_lazy("Remove one that nobody needs."),
    )
    LABEL_NAME = (
        "class-label-name",
        gettext_lazy("A label needs a name without comma, semicolon or bar."),
        gettext_lazy("Choose a short word, as “Group A”."),
    )
    LABEL_TAKEN = (
        "class-label-taken",
        gettext_lazy("There is a label “%(name)s” already."),
        gettext_lazy("Choose another name."),
    )
    ROSTER_REFUSED = (
        "class-roster-refused",
        gettext_lazy("Nothing of this list can be taken."),
        gettext_lazy("Correct the lines that are named, then send the list again."),
    )
    ROSTER_CHANGED = (
        "class-roster-changed",
        gettext_lazy("The class has changed since you looked at the list."),
        gettext_lazy("Look again at what it would do, and confirm that."),
    )
    NOTHING_TO_UNDO = (
        "class-nothing-to-undo",
        gettext_lazy("There is no import that could be undone."),
        gettext_lazy("Change the entries one by one."),
    )
    EMPTY_MESSAGE = (
        "class-empty-message",
        gettext_lazy("The message is empty."),
        gettext_lazy("Write it, then send it."),
    )
    NO_HEADING = (
        "class-no-heading",
        gettext_lazy("The course that this class reads has no such heading."),
        gettext_lazy("Choose another one: the list has been updated."),
    )
    NO_REVISION = (
        "class-no-revision",
        gettext_lazy("The course has no such revision, or none that this version can show."),
        gettext_lazy("Choose one of the list."),
    )
    DAY_PAST = (
        "class-day-past",
        gettext_lazy("That day has begun already in the class's time zone."),
        gettext_lazy("Choose a later one, or take the revision over now."),
    )
