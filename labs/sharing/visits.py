"""Visits of others to a learner's terminals: begun by a link or an instructor, ended.

A row of Visit without an end is the permission itself. Websockets ask for it when they open, the
hub asks again twice a second (labs/terminal/core/presence.py). Whether an instructor still teaches
the learner is asked when a websocket opens and at each access recheck, which ends the row.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.models import LabSession, LabState, Share, Visit
from labs.sharing import selectors
from labs.sharing.learners import is_taught
from virtlearn.core.short_text import short_text
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

name_most = 40


def visit_by_link(*, share: Share, user: User, name: str = "") -> Visit:
    """`user` comes in by a link that works. `name` is what a guest wants to be called.

    Raises LabRefusedError where the learner sent them out before.
    """
    sent_out = Visit.objects.filter(share=share, user=user, ended_by_learner=True)
    if sent_out.exists():
        raise LabRefusedError(RefusalCode.SENT_OUT)
    called = short_text(name, name_most) if user.is_guest else ""
    return visit_begin(share.session, user, mode=share.mode, share=share, name=called)


def visit_look_in(*, session: LabSession, user: User, mode: str) -> Visit:
    """An instructor comes to watch or, with mode "type", to help; or changes from one to the other.

    Raises LabRefusedError where the lab does not run, is their own, or where its learner sent
    them out and has since neither raised a hand nor let them in again.
    """
    if session.state != LabState.READY:
        raise LabRefusedError(RefusalCode.NOT_RUNNING)
    if session.user_id == user.pk:
        raise LabRefusedError(RefusalCode.OWN)
    if is_barred(session, user):
        raise LabRefusedError(RefusalCode.SENT_OUT_TEACHER)
    return visit_begin(session, user, mode=mode, share=None, name="")


def is_barred(session: LabSession, user: User) -> bool:
    """Whether the learner sent this instructor out, and has not asked for help since."""
    return selectors.visits_barring(user).filter(session=session).exists()


def visit_begin(
    session: LabSession, user: User, *, mode: str, share: Share | None, name: str
) -> Visit:
    """The user's open visit, with these terms; one row a session and user, however many clicks."""
    audit_record(
        action=AuditAction.TERMINAL_TYPED
        if mode == Share.Mode.TYPE
        else AuditAction.TERMINAL_WATCHED,
        actor=user,
        subject=session.user,
        detail=f"{session.course}/{session.lab}",
    )
    mine = Visit.objects.filter(session=session, user=user, ended_at=None)
    terms = {"mode": Share.Mode(mode), "share": share, "name": name, "group": False}
    if not mine.update(**terms):
        try:
            with transaction.atomic():
                return Visit.objects.create(session=session, user=user, **terms)
        except IntegrityError:  # another click came first
            mine.update(**terms)
    return mine.get()


def visit_recheck(*, session: UUID, user: User) -> Visit | None:
    """The visit by which `user` is in the session now; None where there is none.

    That of an instructor ends here once its learner is none of theirs: a teacher was removed from
    the class, or the learner has left it.
    """
    visit = selectors.visit_open(user, session)
    if visit and visit.share_id is None and not visit.group and not is_taught(user, session):
        visit_leave(visit=visit)
        return None
    return visit


def visit_leave(*, visit: Visit) -> None:
    """The visitor goes by themselves. Leaving twice is success."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=timezone.now())


def visit_end(*, session: LabSession, visit: int) -> bool:
    """The learner sends one out; False where they had gone before, and for members of the session's
    group, who are there by the same right."""
    rows = Visit.objects.filter(pk=visit, session=session, ended_at=None, group=False)
    return bool(rows.update(ended_at=timezone.now(), ended_by_learner=True))


@transaction.atomic
def visits_end(*, session: LabSession) -> None:
    """The learner sends everybody out and takes all links back."""
    now = timezone.now()
    Share.objects.filter(session=session, revoked_at=None).update(revoked_at=now)
    rows = Visit.objects.filter(session=session, ended_at=None, group=False)
    rows.update(ended_at=now, ended_by_learner=True)


def visit_allow(*, session: LabSession, visit: int) -> None:
    """The learner lets an instructor come again whose visit they ended."""
    found = Visit.objects.filter(pk=visit, session=session, share=None, group=False).first()
    if found:
        rows = Visit.objects.filter(session=session, user=found.user_id, share=None, group=False)
        rows.update(ended_by_learner=False)


def visits_note(visits: Collection[int], *, there: bool) -> None:
    """Whether these have a terminal open now."""
    rows = Visit.objects.filter(pk__in=visits, ended_at=None)
    rows.update(seen_at=timezone.now() if there else None)


def guest_merge(*, guest: User, into: User) -> None:
    """A guest's visits become the account's; where that is there already, or at home, they end."""
    at_home = Visit.objects.filter(session__user=into, user__in=[guest, into], ended_at=None)
    at_home.update(ended_at=timezone.now())
    there = list(Visit.objects.filter(user=into, ended_at=None).values_list("session", flat=True))
    twice = Visit.objects.filter(user=guest, session__in=there, ended_at=None)
    twice.update(ended_at=timezone.now())
    Visit.objects.filter(user=guest).update(user=into)
