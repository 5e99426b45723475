"""Takes and withdraws consents to show screens; what was shown goes at once."""

from __future__ import annotations

from labs.models import LabSession
from labs.sharing.screens import screens_withdraw
from lessons.assignments.groups import groups_of
from lessons.models import Class, Membership
from virtlearn.people.models import User


def answer_set(*, member: Membership, shows: bool) -> None:
    """The learner's own word, which holds until they say otherwise."""
    Membership.objects.filter(pk=member.pk).update(screens=shows)
    if not shows and member.user is not None:
        forget(member.user, member.in_class.course.slug)


def screens_stop(*, user: User, course: str) -> None:
    """Of somebody in a lab of the course whose screens are shown (settings.SCREENS_STOP): no class
    of it sees them any more."""
    mine = Membership.objects.filter(user=user, role=Membership.Role.LEARNER)
    mine.filter(in_class__course__slug=course).update(screens=False)
    forget(user, course)


def class_forget(row: Class) -> None:
    """What the class's board shows goes; it comes back where it still may be shown."""
    learners = row.memberships.filter(role=Membership.Role.LEARNER).values("user")
    sessions = LabSession.objects.filter(course=row.course.slug)
    screens_withdraw(sessions=sessions.filter(user__in=learners))


def forget(user: User, course: str) -> None:
    """Labs of their own, and those of their groups."""
    sessions = LabSession.objects.filter(course=course)
    screens_withdraw(sessions=sessions.filter(user=user))
    if groups := groups_of(user, course):
        screens_withdraw(sessions=sessions.filter(group__in=groups))
