"""What a grade rests on: each answer and test with what was asked, and each change by a teacher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from lessons.assessment import question_bank
from lessons.assessment.presenter import QuestionView, question_view
from lessons.classes.grades.earnable import test_key
from lessons.classes.grades.presenter import test_names
from lessons.classes.grades.regraded import regraded_read
from lessons.classes.grades.selectors import Changed, course_of
from lessons.exams.scoring import Answered
from lessons.models import Assignment, AssignmentWork, Attempt, GradeChange, Membership, Revision
from lessons.progress.points import InForce
from lessons.publishing import selectors as publishing
from lessons.publishing.selectors import Published
from lessons.quizzes.attempt import Tried


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it was asked, with the answer; None where no revision has it any more."""

    question: QuestionView | None
    name: str
    answer: Sequence[str]


class WorkView(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, or a test with all of its answers; `worth` is None for practice."""

    title: str
    at: datetime
    points: float
    credit: int
    worth: float | None
    late_days: int
    answers: Sequence[AnswerView]
    sent: float = 0  # the points with which it was sent
    regrades: Sequence[InForce] = ()

    @property
    def is_regraded(self) -> bool:
        """Whether a regrade gave it other points."""
        return abs(self.points - self.sent) > 1e-9


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A change: what was in force before it, and since."""

    row: GradeChange
    before: GradeChange | None
    in_force: bool


def change_views(changes: Sequence[GradeChange]) -> list[ChangeView]:
    """The newest first."""
    found = [
        ChangeView(
            row=each,
            before=changes[at - 1] if at else None,
            in_force=at == len(changes) - 1 and each.kind != Changed.NONE,
        )
        for at, each in enumerate(changes)
    ]
    return found[::-1]


def work_views(assignment: Assignment, membership: Membership) -> list[WorkView]:
    """All that was sent, practice too, the newest first."""
    sent = AssignmentWork.objects.filter(assignment=assignment, membership=membership)
    rows = list(sent.select_related("attempt", "test").order_by("-at", "-pk"))
    again = regraded_read(assignment.in_class, sent)
    wanted = [each.attempt.revision_id or 0 for each in rows if each.attempt]
    digests = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "digest"))
    now = course_of(assignment.in_class)
    views = []
    for row in rows:
        if row.attempt:
            answers = [attempt_view(row, row.attempt, digests, now)]
            title, stored = "", row.attempt.points
            points = again.points(row.attempt.pk, stored)
        elif row.test:
            items = again.items(row.test.pk, row.test.items)
            answers = [item_view(row, item, now) for item in items]
            title = str(test_names.get(test_key(row.test.kind), row.test.kind))
            stored = row.test.share * len(items)
            points = again.share(row.test.pk, row.test.share, row.test.items) * len(items)
        else:
            continue
        views.append(
            WorkView(
                title=title,
                at=row.at,
                points=points,
                credit=row.credit,
                worth=points * row.credit / 100 if row.counted else None,
                late_days=row.late_days,
                answers=answers,
                sent=stored,
                regrades=again.of(row.attempt_id, row.test_id),
            )
        )
    return views


def attempt_view(
    row: AssignmentWork, attempt: Attempt, digests: Mapping[int, str], now: Published | None
) -> AnswerView:
    """By the revision in which it was asked, else by the one that the class reads."""
    digest = digests.get(attempt.revision_id or 0, "")
    slug = attempt.course
    if digest and publishing.revision_shows(slug, digest):
        now = publishing.revision_course(slug, digest)
    tried = Tried(
        number=1,
        answer=tuple(attempt.answer),
        order=tuple(attempt.order),
        fraction=attempt.fraction,
        points=attempt.points,
        correct=attempt.correct,
        seed=attempt.seed,
        given=attempt.given,
    )
    dom = f"work-{row.pk}"
    return answer_view(now, attempt.lesson, attempt.question, tried, dom)


def item_view(row: AssignmentWork, item: Answered, now: Published | None) -> AnswerView:
    tried = Tried(
        number=1,
        answer=item.answer,
        order=item.order,
        fraction=item.fraction,
        points=item.points * item.fraction,
        correct=item.fraction == 1,
        seed=item.seed,
    )
    dom = f"work-{row.pk}-{item.lesson}--{item.question}"
    return answer_view(now, item.lesson, item.question, tried, dom)


def answer_view(
    published: Published | None, lesson: str, name: str, tried: Tried, dom: str
) -> AnswerView:
    question = question_bank.questions_of(published, lesson).get(name) if published else None
    view = None
    if question is not None:
        # Each answer by itself, as if no other followed: so it is shown with what was right.
        once = msgspec.structs.replace(question, attempts=1, hints=())
        view = question_view(once, attempts=(tried,), order=tried.order, seed=tried.seed, dom=dom)
    return AnswerView(question=view, name=f"{lesson}: {name}", answer=tried.answer)
