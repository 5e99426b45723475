"""Starts, stops, extends and resets lab sessions; opens hints and solutions."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from labs.catalog.coursework import group_begin, start_check
from labs.catalog.provider import Lab, task_digests
from labs.core.background import glance_or_later, later
from labs.core.refusal import LabRefusedError, RefusalCode
from labs.lifecycle.groups import group_leave
from labs.models import (
    Begun,
    EndReason,
    LabSession,
    LabState,
    Measurement,
    TaskResult,
    active_states,
    running_states,
)
from labs.provisioning.runtimes import runtime_check
from labs.provisioning.session_machines import session_clear, session_raise
from labs.scheduling.admission import admissions, audience_check, session_admit, session_new
from labs.scheduling.queue import room_release
from labs.sessions import selectors, transitions
from labs.sessions.events import session_started
from virtlearn.limits.services import limit_take, subject_digest
from virtlearn.operation.metrics import declared as metrics
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

given_most = timedelta(hours=12)  # from now on; a lab that runs for longer gets no more time
seen_gap = timedelta(seconds=4)  # that a page waits is written down at most so often


def lab_session_start(*, user: User, lab: Lab) -> LabSession:
    """The user's session of `lab`: the active one, or a new one with its machines running.

    The row comes first, and one row a user and lab may be active: of any number of clicks one
    starts machines, and the others get its session. With warm machines it is ready without a call
    to the engine; where the server is full it comes back `queued`, and one that could not start
    `ended` with reason `failed`. Raises LabRefusedError where labs are not for the user, the lab is
    coursework that is not open to them, a limit of theirs is reached, or the lab asks for a runtime
    that the engine has not; LimitReachedError where they have started too many in a short time.
    """
    return lab_session_open(user=user, lab=lab)[0]


def lab_session_open(
    *, user: User, lab: Lab, address: str = "", device: str = ""
) -> tuple[LabSession, Begun | None]:
    """As `lab_session_start`, with what is known of the tasks of a session that is new.

    `address`: from where it is started, by which labs of guests are counted; `device`: "touch" or
    "desk", where the browser says so.
    """
    audience_check(user)
    start_check(user=user, course=lab.course, lab=lab.slug)
    runtime_check(lab.spec)
    limit_take("labs", user.pk)
    guest_address = subject_digest(address) if address else ""
    group = group_begin(user=user, course=lab.course, lab=lab.slug)
    begin = partial(
        session_begin,
        user=user,
        lab=lab,
        guest_address=guest_address,
        device=device,
        group=group,
    )
    session, begun = begin()
    if begun is None and not selectors.is_open_to(session, user):  # of a group that they left
        group_leave(group=session.group, user_id=user.pk)
        session, begun = begin()
    return (session_go_on(session) if begun else session), begun


def session_go_on(session: LabSession) -> LabSession:
    """Creates what a new session could not have from the pool."""
    if session.state == LabState.STARTING:
        glance_or_later("machines", session_raise, session)
        session.refresh_from_db()
    return session


def session_begin(  # noqa: PLR0913
    *,
    user: User,
    lab: Lab,
    instead_of: LabSession | None = None,
    guest_address: str = "",
    device: str = "",
    group: str = "",
) -> tuple[LabSession, Begun | None]:
    """A new session, as far as one transaction brings it: ready, starting or queued.

    Where the user or the group has an active one of this lab, it is that one, and None. With
    `instead_of`, that session is set stopping in the same transaction, so that nobody who waits
    comes between.
    """
    clock = time.monotonic()
    session = session_new(user, lab, guest_address, group)
    begun = begun_make(session, lab, device)  # read before the transaction, which others wait for
    with admissions() as beat:
        if instead_of is not None and not transitions.stopping_set(
            instead_of.pk, EndReason.RESET, where=Q(state__in=running_states)
        ):
            instead_of = None  # it has ended, or waits itself
        admitted = session_admit(session, lab, beat, instead_of)
        if admitted is session:
            TaskResult.objects.bulk_create(begun.results)
    if admitted is not session:
        return admitted, None
    if session.state == LabState.READY:
        session_started(session, "warm", time.monotonic() - clock)
    elif session.state == LabState.QUEUED:
        metrics.lab_queued(lab.spec.kinds)
    return session, begun


def begun_make(session: LabSession, lab: Lab, device: str) -> Begun:
    """A row for each task. Tries, and hints and solutions seen, carry over from before, and so does
    the device where the browser did not say."""
    before = selectors.results_of_kind(session)
    seen = {result.task: result for result in before.order_by("session__created_at")}
    digests = task_digests(lab)
    language = get_language() or ""
    rows = []
    for task in session.spec.tasks:
        row = TaskResult(
            session=session,
            task=task.id,
            digest=digests.get(task.id, ""),
            language=language,
            device=device,
        )
        if old := seen.get(task.id):
            row.tries, row.hints_opened = old.tries, old.hints_opened
            row.solution_opened_at = old.solution_opened_at
            row.device = device or old.device
        rows.append(row)
    return Begun(rows, first=not seen)


def lab_session_stop(
    *, session: LabSession, reason: EndReason = EndReason.LEARNER, by: User | None = None
) -> LabSession:
    """Ends it, and lets those who wait have its place. Ending what ends or has ended is success.

    `by`: somebody else than its learner, who learns of it from the audit log.

    Its machines are removed in a thread. What the engine cannot remove now leaves it `stopping`,
    for the keeper to finish.
    """
    if reason == EndReason.LEARNER and session.group:
        reason = EndReason.GROUP
    left = EndReason.LEFT if reason == EndReason.LEARNER else reason
    waited = transitions.queue_left_set(session.pk, left)  # it had no machines yet
    ran = not waited and transitions.stopping_set(session.pk, reason)
    if by is not None and by.pk != session.user_id and (waited or ran):
        where = f"{session.course}/{session.lab}"
        audit_record(action=AuditAction.LAB_ENDED, actor=by, subject=session.user, detail=where)
    if ran:
        later(room_release, session)
    session.refresh_from_db()
    return session


def lab_sessions_stop(among: QuerySet[LabSession] | None = None, *, by: User) -> int:
    """Ends all labs that run or wait, or those of them that are `among` some, on the word of `by`;
    how many.

    Those that wait first, so that none of them gets the place of another that is being ended.
    """
    some = LabSession.objects.all() if among is None else among
    running = some.filter(state__in=active_states).select_related("user")
    rows = list(running.defer("spec_json", "scripts"))
    rows.sort(key=lambda row: row.state != LabState.QUEUED)
    for session in rows:
        lab_session_stop(session=session, reason=EndReason.INSTRUCTOR, by=by)
    return len(rows)


def lab_session_reset(
    *, session: LabSession, lab: Lab, member: User | None = None, by: User | None = None
) -> LabSession:
    """Fresh machines: this session ends, and a new one of `lab` takes its place.

    `member`: which of its group asks for that; it stays the session of the same user. `by`: a
    teacher who does, of which its learner learns from the audit log. The new one never waits for
    the old one's room. Raises LabRefusedError and LimitReachedError, as a start does.
    """
    user = member or session.user
    audience_check(user)
    start_check(user=user, course=lab.course, lab=lab.slug)
    limit_take("labs", user.pk)
    fresh, begun = session_begin(
        user=session.user,
        lab=lab,
        instead_of=session,
        guest_address=session.guest_address,
        group=session.group,
    )
    fresh.refresh_from_db()
    if by is not None and by.pk != session.user_id:
        where = f"{session.course}/{session.lab}"
        audit_record(action=AuditAction.LAB_RESTARTED, actor=by, subject=session.user, detail=where)
    if begun is None:
        return fresh
    if fresh.state == LabState.STARTING:
        session_clear(session)  # first: new machines take the room of the old ones
        return session_go_on(fresh)
    later(room_release, session)
    return fresh


def lab_session_seen(*, user: User | None, lab: Lab) -> bool:
    """The lab's page is looked at: who waits keeps the place. True where it was written down."""
    if user is None:
        return False
    rows = selectors.lab_sessions_of(user, lab.course, lab.slug).filter(state=LabState.QUEUED)
    session = rows.only("pk").first()
    return session is not None and transitions.seen_set(session.pk, seen_gap)


def lab_session_extend(*, session: LabSession) -> LabSession:
    """Adds `extend_minutes`, as often as the lab allows; else raises LabRefusedError."""
    if not transitions.extended_set(session):
        raise LabRefusedError(RefusalCode.NO_EXTENSION)
    session.refresh_from_db()
    return session


def lab_session_give_time(*, session: LabSession, by: User) -> bool:
    """Adds `extend_minutes` on the word of `by`, an instructor: the learner's own extensions are
    left to them. False where the lab does not run, or runs for `given_most` already."""
    time = timedelta(minutes=session.spec.extend_minutes)
    if not transitions.time_given_set(session.pk, time, timezone.now() + given_most):
        return False
    if by.pk != session.user_id:
        where = f"{session.course}/{session.lab}"
        audit_record(action=AuditAction.LAB_EXTENDED, actor=by, subject=session.user, detail=where)
    return True


def lab_sessions_give_time(among: QuerySet[LabSession], *, by: User) -> int:
    """Gives all labs that run of these more time; how many."""
    rows = among.filter(state=LabState.READY).select_related("user").defer("scripts")
    return sum(lab_session_give_time(session=session, by=by) for session in rows)


def task_hint_open(*, session: LabSession, task: str) -> int:
    """Opens the next hint of `task`; how many are open now (the page knows how many there are)."""
    rows = TaskResult.objects.filter(session=session, task=task)
    rows.update(hints_opened=F("hints_opened") + 1)
    return rows.values_list("hints_opened", flat=True).first() or 0


def task_solution_open(*, session: LabSession, task: str) -> TaskResult:
    """Shows the solution, which costs points of a task that is not done yet.

    Raises LabRefusedError before `solution_after` tries, and for a task that is not there.
    """
    declared = session.spec.task(task)
    result = TaskResult.objects.filter(session=session, task=task).first()
    if not declared or not result:
        raise LabRefusedError(RefusalCode.NO_TASK)
    before = selectors.standings(session).get(task)
    if not selectors.solution_is_open(result, declared, before):
        missing = declared.solution_after - result.tries
        raise LabRefusedError(RefusalCode.SOLUTION_TOO_SOON, count=missing)
    TaskResult.objects.filter(pk=result.pk, solution_opened_at=None).update(
        solution_opened_at=timezone.now()
    )
    result.refresh_from_db()
    return result


def guest_merge(*, guest: User, into: User) -> None:
    """Gives a guest's sessions and figures to an account.

    Where both run the same lab, the account's goes on and the guest's is ended.
    """
    theirs = LabSession.objects.filter(user=guest)
    for session in theirs.filter(state__in=active_states):
        if LabSession.objects.filter(
            user=into, course=session.course, lab=session.lab, state__in=active_states
        ).exists():
            # Only marked: this runs inside a transaction, and the keeper removes the machines.
            transitions.stopping_set(session.pk, EndReason.LEARNER)
    theirs.update(user=into)
    Measurement.objects.filter(user=guest).update(user=into)
