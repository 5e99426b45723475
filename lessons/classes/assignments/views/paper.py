"""The paper of an exam: its questions, answers as they are given, the handing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.assessment import question_bank
from lessons.assessment.forms import AnswerForm
from lessons.assessment.presenter import QuestionView
from lessons.assignments import work
from lessons.assignments.exam_places import place_see
from lessons.assignments.presenter import work_lines
from lessons.assignments.refusal import AssignmentCode
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.exam_clock import exam_clock, state_of
from lessons.classes.assignments.views.access import (
    around,
    decisions_for,
    published_of,
    sitter_or_404,
    visible_or_404,
)
from lessons.exams import papers
from lessons.exams.presenter import by_lesson, view_of
from lessons.exams.refusal import ExamCode
from lessons.exams.scoring import Kind
from lessons.exams.services import Asked
from lessons.exams.versions import Saved, nothing
from lessons.models import Assignment, AssignmentItem, ExamPaper
from lessons.publishing.links import links_resolve, resolver
from lessons.quizzes.base import Answer
from lessons.quizzes.grading import grade
from lessons.quizzes.variant import fixed
from lessons.reading.overdue import work_overdue_hand_in
from virtlearn.core.refusal import Refusal, RefusedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required()
def paper(request: HttpRequest, found: ClassAccess, assignment_id: int, kind: str) -> HttpResponse:
    """All questions of a test with what is saved; POST keeps what it has, and hands it in."""
    now = timezone.now()
    opened = paper_or_away(found, assignment_id, kind, now)
    if isinstance(opened, HttpResponse):
        if request.method == "POST":
            messages.warning(request, str(over_refusal(found, assignment_id)))
        return opened
    if request.method == "POST":
        return sent(request, found, opened, now)
    place_see(assignment=opened.start.assignment, membership=sitter_or_404(found), now=now)
    return paper_page(request, found, opened)


def sent(
    request: HttpRequest, found: ClassAccess, opened: ExamPaper, now: datetime
) -> HttpResponse:
    """Saves what the form has changed; hands in, unless something is open or newer elsewhere."""
    row = opened.start.assignment
    try:
        changed = kept_all(request, found, opened, now)
    except RefusedError as error:
        messages.warning(request, str(error))
        return redirect("lessons:assignment", found.row.pk, row.pk)
    if changed:
        refusal = ExamCode.CHANGED_ELSEWHERE.refusal(number=changed)
        return paper_page(request, found, opened, refusal)
    if request.POST.get("keep"):
        messages.success(request, _("Your answers are saved."))
        return redirect("lessons:assignment_paper", found.row.pk, row.pk, opened.kind)
    open_ones = [view for _asked, view in views_of(found, opened, faults=True) if view.fault]
    if open_ones and not request.POST.get("anyway"):
        refusal = ExamCode.OPEN_QUESTIONS.refusal(number=len(open_ones))
        return paper_page(request, found, opened, refusal)
    return handed_in(request, found, opened, now)


def over_refusal(found: ClassAccess, assignment_id: int) -> Refusal:
    title = Assignment.objects.get(in_class=found.row, pk=assignment_id).title
    return AssignmentCode.EXAM_OVER.refusal(title=title)


def handed_in(
    request: HttpRequest, found: ClassAccess, opened: ExamPaper, now: datetime
) -> HttpResponse:
    slug, row = found.row.course.slug, opened.start.assignment
    gate = work.gate_test(found.user, slug, papers.kind_of(opened), now)
    papers.paper_close(paper=opened, user=found.user, course_slug=slug, at=now)
    messages.success(request, _("Handed in."))
    for line in work_lines(gate):
        messages.info(request, line)
    return redirect("lessons:assignment", found.row.pk, row.pk)


@never_cache
@require_POST
@class_required()
def keep(request: HttpRequest, found: ClassAccess, assignment_id: int, kind: str) -> HttpResponse:
    """Saves one answer of a paper as it was given; JSON with the version that it has now.

    409: another browser has changed the question since; 410: the time is over.
    """
    now = timezone.now()
    opened = paper_or_away(found, assignment_id, kind, now)
    name = request.POST.get("question", "")[:200]
    if isinstance(opened, HttpResponse):
        return JsonResponse(over_refusal(found, assignment_id).as_json(), status=410)
    asked = {each.name: each for each in papers.questions_of(opened, found.row.course.slug)}
    if name not in asked:
        raise Http404
    try:
        saved = kept(request, opened, asked[name], now)
    except RefusedError as error:
        return JsonResponse(error.refusal.as_json(), status=410)
    place_see(assignment=opened.start.assignment, membership=sitter_or_404(found), now=now)
    if saved.conflict:
        refusal = ExamCode.ANSWERED_ELSEWHERE.refusal()
        return JsonResponse({"version": saved.version, **refusal.as_json()}, status=409)
    return JsonResponse({"version": saved.version})


# --- a paper -------------------------------------------------------------------------------------


def paper_or_away(
    found: ClassAccess, assignment_id: int, kind: str, now: datetime
) -> ExamPaper | HttpResponse:
    """The member's paper, or the way to the assignment where nothing runs."""
    member = sitter_or_404(found)
    row, decision = visible_or_404(found, assignment_id, now)
    if not any(
        each.kind == AssignmentItem.Kind.TEST and each.ref == kind for each in row.items.all()
    ):
        raise Http404
    away = redirect("lessons:assignment", found.row.pk, row.pk)
    if state_of(decision) != "running":
        work_overdue_hand_in(now, membership=member)
        return away
    gate = work.gate_test(found.user, found.row.course.slug, kind_read(kind), now)
    assigned = next((each for each in gate.assigned if each.assignment.pk == row.pk), None)
    published = published_of(found)
    if assigned is None or published is None:
        return away
    try:
        opened = papers.paper_open(
            assigned=assigned, published=published, kind=kind_read(kind), user=found.user
        )
    except RefusedError:
        return away
    return away if opened.closed_at else opened


def kind_read(kind: str) -> Kind:
    return "before" if kind == "before" else "end"


def kept(request: HttpRequest, opened: ExamPaper, asked: Asked, now: datetime) -> Saved:
    answer, version = typed(request, asked)
    return papers.answer_save(
        paper=opened,
        asked=asked,
        answer=answer,
        version=version,
        language=get_language() or "en",
        now=now,
    )


def typed(request: HttpRequest, asked: Asked) -> tuple[Answer, int]:
    """What a browser sends of one question, and the version that it has seen."""
    form = AnswerForm.read(request.POST, asked.prefix)
    return form.given, form.version


def kept_all(request: HttpRequest, found: ClassAccess, opened: ExamPaper, now: datetime) -> int:
    """Saves all that a sent form has changed; how many answers are newer than the form.

    Raises RefusedError where the paper is closed.
    """
    before = papers.answers_of(opened)
    changed = 0
    for asked in papers.questions_of(opened, found.row.course.slug):
        stands = before.get((asked.pick.lesson, asked.pick.question), nothing)
        if typed(request, asked)[0] != stands.answer:
            changed += kept(request, opened, asked, now).conflict
    return changed


def views_of(
    found: ClassAccess, opened: ExamPaper, *, faults: bool = False
) -> list[tuple[Asked, QuestionView]]:
    """The questions with their saved answers; `faults`: with what can't be read of them."""
    saved = papers.answers_of(opened)
    views = []
    for asked in papers.questions_of(opened, found.row.course.slug):
        answer = saved.get((asked.pick.lesson, asked.pick.question), nothing).answer
        fault = grade(fixed(asked.question, asked.seed), answer, attempt=1).fault if faults else ""
        views.append((asked, view_of(asked, fault, answer)))
    return views


def paper_page(
    request: HttpRequest, found: ClassAccess, opened: ExamPaper, refusal: Refusal | None = None
) -> HttpResponse:
    slug, row = found.row.course.slug, opened.start.assignment
    published = papers.course_of(opened, slug)
    if published is None:
        raise Http404
    row.in_class = found.row
    now = timezone.now()
    decision = decisions_for(found, [row], now)[row.pk]
    faults = refusal is not None and refusal.code == ExamCode.OPEN_QUESTIONS
    views = views_of(found, opened, faults=faults)
    saved = papers.answers_of(opened)
    versions = {
        asked.name: saved.get((asked.pick.lesson, asked.pick.question), nothing).version
        for asked, _view in views
    }
    context: dict[str, Any] = {
        **around(found),
        "assignment": row,
        "kind": opened.kind,
        "lessons": [
            (head, [(view, versions[view.dom]) for view in found_ones])
            for head, found_ones in by_lesson(published, views)
        ],
        "clock": exam_clock(decision, found.row.time_zone, now),
        "on_paper": True,
        "count": len(views),
        "refusal": refusal,
        "open": [view for _asked, view in views if view.fault],
        "course_language": question_bank.language_of(published),
        "fresh": "",
        "token_cookie": settings.CSRF_COOKIE_NAME,
    }
    html: str = render_to_string("lessons/classes/assignments/paper.html", context, request)
    html = links_resolve(html, resolver(slug, published.digest))
    return HttpResponse(html, status=422 if refusal else 200)
