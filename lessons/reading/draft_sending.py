"""Records drafts as attempts when their start is handed in or its time is over.

They count as if they had been sent in that instant.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from lessons.assessment import machine_answers
from lessons.assignments import work
from lessons.assignments.ended import starts_ended
from lessons.models import AnswerDraft, AssignmentStart, Membership
from lessons.publishing import reader
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.variant import fixed
from lessons.reading import lesson_page
from lessons.reading.attempts import attempt_record
from lessons.reading.state import lesson_state
from virtlearn.people.models import User


def drafts_send(*, start: AssignmentStart, user: User, course: str, at: datetime) -> int:
    """Records what is saved and was not sent as attempts of the instant `at`: how many counted.

    What was sent by then, or can't be read, is no attempt; all is done with afterwards.
    """
    drafts = AnswerDraft.objects.filter(start=start, sent_at=None)
    return sum(draft_send(each, user=user, course=course, at=at) for each in drafts)


def draft_send(draft: AnswerDraft, *, user: User, course: str, at: datetime) -> bool:
    """Whether it became an attempt; twice is as good as once."""
    with transaction.atomic():
        if not AnswerDraft.objects.filter(pk=draft.pk, sent_at=None).update(sent_at=at):
            return False
        if not draft.answer:
            return False
        with override(draft.language):
            return draft_record(draft, user=user, course=course, at=at)


def draft_record(draft: AnswerDraft, *, user: User, course: str, at: datetime) -> bool:
    published = reader.course_for(user, course)
    page = lesson_page.lesson_page(published, draft.lesson) if published else None
    question = page.questions.get(draft.question) if page else None
    if page is None or question is None:  # it is gone from the course
        return False
    answer = tuple(draft.answer)
    asked, given = fixed(question, draft.seed), ""
    if isinstance(asked, MachineQuestion):
        asked, given, _fault = machine_answers.question_filled(
            asked, answer, user=user, course_slug=course
        )
    before = lesson_state(user, course, draft.lesson).attempts.get(draft.question, ())
    feedback = attempt_record(
        user=user,
        before=before,
        course_slug=course,
        digest=page.place.digest,
        lesson_slug=draft.lesson,
        question=asked,
        language=page.place.language,
        answer=answer,
        order=tuple(draft.order),
        number=draft.number,
        seed=draft.seed,
        given=given,
        gate=work.gate_answer(user, course, draft.lesson, draft.question, at),
        as_it_is=True,
    )
    return feedback is not None and not feedback.fault


def drafts_hand_in(
    assignment: int, *, membership: Membership, user: User, course: str, now: datetime
) -> int:
    """Records a member's drafts in an assignment whose start is about to be handed in."""
    starts = AssignmentStart.objects.filter(
        assignment=assignment, membership=membership, handed_in_at=None
    )
    return sum(drafts_send(start=each, user=user, course=course, at=now) for each in starts)


def drafts_overdue_send(now: datetime, *, membership: Membership | None = None) -> int:
    """Of all starts whose time is over, or of one member's: how many became attempts.

    They count with the credit of the last instant of that time, whenever this comes to them.
    """
    waiting = AnswerDraft.objects.filter(sent_at=None).values_list("start", flat=True)
    starts = set(waiting)
    if not starts:
        return 0
    rows = AssignmentStart.objects.filter(pk__in=starts)
    return sum(
        drafts_send(
            start=start,
            user=start.membership.user,
            course=start.assignment.in_class.course.slug,
            at=at,
        )
        for start, at in starts_ended(rows, now, membership=membership).items()
        if start.membership.user is not None
    )
