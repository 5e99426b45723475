"""Takes questions about grades, answers and closes them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lessons.classes.grades.inquiries.mail import answer_mail
from lessons.classes.grades.inquiries.policy import (
    Window,
    messages_most,
    threads_most,
    unanswered_most,
)
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.services import running_or_refuse
from lessons.models import (
    Assignment,
    Class,
    GradeChange,
    GradeInquiry,
    InquiryMessage,
    Membership,
)
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User


@transaction.atomic
def inquiry_ask(
    *, assignment: Assignment, membership: Membership, text: str, window: Window
) -> GradeInquiry:
    """A learner's new question; raises RefusedError where none is taken now."""
    running_or_refuse(assignment.in_class)
    if not window.is_open:
        raise RefusedError(GradeCode.INQUIRY_OVER)
    Membership.objects.select_for_update().get(pk=membership.pk)  # one question after another
    threads = GradeInquiry.objects.filter(assignment=assignment, membership=membership)
    if threads.filter(closed_at=None).exists():
        raise RefusedError(GradeCode.INQUIRY_OPEN)
    if threads.count() >= threads_most:
        raise RefusedError(GradeCode.INQUIRY_MANY, most=threads_most)
    made = GradeInquiry.objects.create(assignment=assignment, membership=membership)
    InquiryMessage.objects.create(inquiry=made, from_teacher=False, text=text)
    return made


@transaction.atomic
def inquiry_reply(*, inquiry: GradeInquiry, text: str) -> None:
    """By the learner. Raises RefusedError where it is closed, or waits for an answer for long."""
    locked = open_or_refuse(inquiry)
    sent = list(locked.messages.values_list("from_teacher", flat=True))
    if len(sent) >= messages_most:
        raise RefusedError(GradeCode.INQUIRY_LONG)
    if len(sent) >= unanswered_most and not any(sent[-unanswered_most:]):
        raise RefusedError(GradeCode.INQUIRY_WAITS)
    InquiryMessage.objects.create(inquiry=locked, from_teacher=False, text=text)
    GradeInquiry.objects.filter(pk=locked.pk).update(
        is_waiting=True, is_news=False, changed_at=timezone.now()
    )


@transaction.atomic
def inquiry_answer(
    *,
    inquiry: GradeInquiry,
    by: User,
    text: str,
    change: GradeChange | None = None,
    close: bool = False,
) -> None:
    """By a teacher; `change` is a change of this grade that the answer speaks of.

    Raises RefusedError where the thread is closed or full.
    """
    locked = open_or_refuse(inquiry)
    if locked.messages.count() >= messages_most:
        raise RefusedError(GradeCode.INQUIRY_LONG)
    InquiryMessage.objects.create(
        inquiry=locked, from_teacher=True, by=by, text=text, change=change
    )
    now = timezone.now()
    GradeInquiry.objects.filter(pk=locked.pk).update(
        is_waiting=False, is_news=True, changed_at=now, closed_at=now if close else None
    )
    transaction.on_commit(lambda: answer_mail(inquiry))


@transaction.atomic
def inquiry_close(*, inquiry: GradeInquiry, is_news: bool) -> None:
    """`is_news` where a teacher closes it, which the learner does not know. Twice is as good as
    once. Raises RefusedError for a class that is over."""
    running_or_refuse(inquiry.assignment.in_class)
    GradeInquiry.objects.filter(pk=inquiry.pk, closed_at=None).update(
        closed_at=timezone.now(), is_waiting=False, is_news=is_news
    )


def inquiry_seen(inquiry: GradeInquiry) -> None:
    """The learner has been shown the last answer."""
    if inquiry.is_news:
        GradeInquiry.objects.filter(pk=inquiry.pk).update(is_news=False)


def inquiry_days_set(*, row: Class, days: int) -> None:
    """For how long grades may be asked about; 0 for not at all. What was asked stays."""
    running_or_refuse(row)
    Class.objects.filter(pk=row.pk).update(inquiry_days=days)


def open_or_refuse(inquiry: GradeInquiry) -> GradeInquiry:
    running_or_refuse(inquiry.assignment.in_class)
    locked = GradeInquiry.objects.select_for_update().get(pk=inquiry.pk)
    if locked.closed_at:
        raise RefusedError(GradeCode.INQUIRY_CLOSED)
    return locked
