"""Papers of exams: drawn once for a start, answered question by question, handed in.

Each answer is saved as it is given, in whichever browser (`lessons.exams.versions`).
What was saved when the time is over is handed in by `lessons.exams.overdue`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import override

from lessons.assignments import work
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.selectors import Assigned
from lessons.exams.scoring import Answered, Kind, Pick, share_of_all
from lessons.exams.services import Asked, asked_of, seed_of, test_say
from lessons.exams.versions import Saved, version_save
from lessons.models import AssignmentStart, CourseTest, ExamAnswer, ExamPaper
from lessons.publishing import selectors as publishing
from lessons.publishing.selectors import Published
from lessons.quizzes.base import Answer
from lessons.quizzes.grading import grade
from lessons.quizzes.variant import fixed
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

Question = tuple[str, str]  # lesson and question


def paper_open(*, assigned: Assigned, published: Published, kind: Kind, user: User) -> ExamPaper:
    """The paper of the start that runs; drawn at the first time, the same at every other.

    Raises RefusedError where no start runs any more.
    """
    start = work.start_running(assigned)
    if found := ExamPaper.objects.filter(start=start, kind=kind).first():
        return found
    seed = seed_of(published, kind, user)
    drawn = ExamPaper(
        start=start,
        kind=kind,
        seed=seed,
        digest=published.digest,
        questions=len(asked_of(published, kind, seed)),
    )
    ExamPaper.objects.bulk_create([drawn], ignore_conflicts=True)  # another browser may be first
    return ExamPaper.objects.get(start=start, kind=kind)


def course_of(paper: ExamPaper, course_slug: str) -> Published | None:
    """The course in the paper's own revision."""
    if publishing.revision_shows(course_slug, paper.digest):
        return publishing.revision_course(course_slug, paper.digest)
    return publishing.course_current(course_slug)


def questions_of(paper: ExamPaper, course_slug: str) -> Sequence[Asked]:
    """What the paper asks, in the reader's language."""
    published = course_of(paper, course_slug)
    return asked_of(published, kind_of(paper), paper.seed) if published else ()


def language_of(paper: ExamPaper, course_slug: str, interface: str) -> str:
    """In which questions are asked whose page is in that language."""
    published = course_of(paper, course_slug)
    return publishing.content_language(published.course, interface) if published else ""


def kind_of(paper: ExamPaper) -> Kind:
    return "before" if paper.kind == "before" else "end"


def answers_of(paper: ExamPaper) -> Mapping[Question, Saved]:
    return {
        (each.lesson, each.question): Saved(version=each.version, answer=tuple(each.answer))
        for each in ExamAnswer.objects.filter(paper=paper)
    }


@transaction.atomic
def answer_save(  # noqa: PLR0913
    *,
    paper: ExamPaper,
    asked: Asked,
    answer: Answer,
    version: int,
    language: str,
    now: datetime,
) -> Saved:
    """Keeps `answer` where the question still stands as `version` says, which its browser saw.

    Raises RefusedError where the paper is closed. Whether its time is over is the caller's to ask.
    """
    start = AssignmentStart.objects.select_for_update().filter(pk=paper.start_id).first()
    rows = ExamPaper.objects.filter(pk=paper.pk, closed_at=None)
    if start is None or start.handed_in_at is not None or not rows.exists():
        title = start.assignment.title if start else "…"
        raise RefusedError(AssignmentCode.EXAM_OVER, title=title)
    key = {"paper": paper, "lesson": asked.pick.lesson, "question": asked.pick.question}
    more = {"language": language, "saved_at": now}
    return version_save(ExamAnswer, key=key, answer=answer, version=version, more=more)


@transaction.atomic
def paper_close(
    *, paper: ExamPaper, user: User, course_slug: str, at: datetime, by_site: bool = False
) -> CourseTest | None:
    """Hands in what is saved, with the credit of the instant `at`; once is as good as twice."""
    AssignmentStart.objects.select_for_update().filter(pk=paper.start_id).first()
    if not ExamPaper.objects.filter(pk=paper.pk, closed_at=None).update(
        closed_at=at, by_site=by_site
    ):
        return None
    items = graded(paper, course_slug)
    of_kind = CourseTest.objects.filter(user=user, course=course_slug, kind=paper.kind)
    last = of_kind.aggregate(last=Max("number"))["last"] or 0
    test = CourseTest.objects.create(
        user=user,
        course=course_slug,
        kind=paper.kind,
        number=last + 1,
        at=at,
        items=msgspec.to_builtins(items),
        share=share_of_all(items),
    )
    ExamPaper.objects.filter(pk=paper.pk).update(test=test)
    test_say(test)
    gate = work.gate_test(user, course_slug, kind_of(paper), at)
    work.work_record(gate, test=test)
    if by_site:
        AssignmentStart.objects.filter(pk=paper.start_id, handed_in_at=None).update(handed_in_at=at)
    return test


def papers_open(assignment: int, membership: int) -> Sequence[ExamPaper]:
    """A member's papers in an assignment that are not handed in."""
    rows = ExamPaper.objects.filter(
        start__assignment=assignment, start__membership=membership, closed_at=None
    )
    return list(rows.order_by("pk"))


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is handed in; `by_site`: because its time was over."""

    kind: str
    at: datetime
    by_site: bool
    answered: int
    questions: int


def papers_closed(assignment: int, membership: int) -> Sequence[Closed]:
    """A member's papers in an assignment that are handed in, the first first."""
    rows = ExamPaper.objects.filter(
        start__assignment=assignment, start__membership=membership, closed_at__isnull=False
    ).annotate(answered=Count("answers", filter=~Q(answers__answer=[])))
    return [
        Closed(
            kind=each.kind,
            at=each.closed_at,
            by_site=each.by_site,
            answered=each.answered,
            questions=each.questions,
        )
        for each in rows.order_by("closed_at", "pk")
        if each.closed_at
    ]


def graded(paper: ExamPaper, course_slug: str) -> list[Answered]:
    """Each question of the paper with its saved answer, in the language in which it was given."""
    saved = {(each.lesson, each.question): each for each in paper.answers.all()}
    asked_in: dict[str, dict[Pick, Asked]] = {}
    for language in {each.language for each in saved.values()}:
        with override(language):
            asked_in[language] = {each.pick: each for each in questions_of(paper, course_slug)}
    items = []
    for asked in questions_of(paper, course_slug):
        given = saved.get((asked.pick.lesson, asked.pick.question))
        answer, fraction, language = (), 0.0, ""
        if given:
            there = asked_in[given.language][asked.pick]
            answer = tuple(given.answer)
            language = language_of(paper, course_slug, given.language)
            with override(given.language):
                fraction = grade(fixed(there.question, there.seed), answer, attempt=1).fraction
        items.append(
            Answered(
                lesson=asked.pick.lesson,
                question=asked.pick.question,
                answer=answer,
                order=asked.order,
                seed=asked.seed,
                points=asked.question.points,
                fraction=fraction,
                language=language if any(answer) else "",
            )
        )
    return items
