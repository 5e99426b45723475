"""Drafts: answers to a lesson's questions, saved as they are given while a start runs.

What was saved is there in any browser until it is sent, or handed in with the start
(`lessons.reading.draft_sending`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q

from lessons.assignments import work
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.selectors import Assigned, assigned_to
from lessons.exams.versions import Saved, version_save
from lessons.models import AnswerDraft, AssignmentItem, AssignmentStart
from lessons.publishing.selectors import course_has_assignments
from lessons.quizzes.base import Answer
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

Kind = AssignmentItem.Kind


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is saved for attempt `number` at a question; `version` 0: nothing was."""

    version: int = 0
    number: int = 0
    answer: Answer = ()

    def of_attempt(self, number: int) -> Draft:
        """It, where it was saved for that attempt; one that was sent leaves no draft."""
        return self if number == self.number else Draft()


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A start that runs, and the questions of a lesson that belong to it; None: all of them."""

    assigned: Assigned
    questions: frozenset[str] | None = None

    def has(self, question: str) -> bool:
        return self.questions is None or question in self.questions


class Drafts(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's in one lesson: `saved` by assignment and question."""

    running: Sequence[Running] = ()
    saved: Mapping[tuple[int, str], Draft] = {}

    def assigned(self, question: str) -> Assigned | None:
        """By whose start a draft of the question is kept; None where none is."""
        return next((each.assigned for each in self.running if each.has(question)), None)

    def of(self, question: str, number: int) -> Draft | None:
        """The draft of that attempt at a question; None where no draft of it is kept."""
        assigned = self.assigned(question)
        if assigned is None:
            return None
        return self.saved.get((assigned.assignment.pk, question), Draft()).of_attempt(number)


no_drafts = Drafts()


def drafts_of(user: User | None, course: str, lesson: str, now: datetime) -> Drafts:
    """No statement where no class has an assignment in the course, one where none is the user's."""
    if user is None or not course_has_assignments(course):
        return no_drafts
    wanted = Q(lesson=lesson, kind__in=[Kind.LESSON, Kind.QUESTION])
    found = {
        each.assignment.pk: each
        for each in assigned_to(user, course, wanted, now)
        if work.is_running(each.decision)
    }
    if not found:
        return no_drafts
    items: dict[int, list[AssignmentItem]] = {}
    for item in AssignmentItem.objects.filter(wanted, assignment__in=list(found)):
        items.setdefault(item.assignment_id, []).append(item)
    rows = AnswerDraft.objects.filter(
        lesson=lesson,
        start__assignment__in=list(found),
        start__membership__user=user,
        start__handed_in_at=None,
    ).values_list("start__assignment", "question", "version", "number", "answer")
    return Drafts(
        running=[
            Running(assigned=found[key], questions=questions_in(items[key]))
            for key in sorted(found)
        ],
        saved={
            (assignment, question): Draft(version=version, number=number, answer=tuple(answer))
            for assignment, question, version, number, answer in rows
        },
    )


def questions_in(items: Sequence[AssignmentItem]) -> frozenset[str] | None:
    if any(each.kind == Kind.LESSON for each in items):
        return None
    return frozenset(each.ref for each in items)


@transaction.atomic
def draft_save(  # noqa: PLR0913
    *,
    assigned: Assigned,
    lesson: str,
    question: str,
    answer: Answer,
    number: int,
    seed: str,
    order: tuple[str, ...],
    language: str,
    version: int,
    now: datetime,
) -> Saved:
    """Keeps `answer` where the draft still stands as `version` says, which its browser saw.

    Raises RefusedError where the start was handed in. Whether its time is over is the caller's to
    ask.
    """
    found = work.start_running(assigned)
    start = AssignmentStart.objects.select_for_update().filter(pk=found.pk).first()
    if start is None or start.handed_in_at is not None:
        raise RefusedError(AssignmentCode.EXAM_OVER, title=assigned.assignment.title)
    key = {"start": start, "lesson": lesson, "question": question}
    # What was saved for an attempt that was sent since is not in the way of the next one's.
    before = AnswerDraft.objects.filter(**key, number__lt=number).first()
    if before:
        version = before.version
    return version_save(
        AnswerDraft,
        key=key,
        answer=answer,
        version=version,
        more={
            "number": number,
            "seed": seed,
            "order": list(order),
            "language": language,
            "saved_at": now,
        },
    )
