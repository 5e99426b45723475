"""Saves answers to a lesson's questions as they are given, while an assignment's start runs."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lessons.assessment.forms import AnswerForm
from lessons.assessment.presenter import seed_shown
from lessons.assignments.exam_places import place_see
from lessons.assignments.refusal import AssignmentCode
from lessons.exams.refusal import ExamCode
from lessons.quizzes import variant
from lessons.reading import drafts, lesson_page
from lessons.reading import state as reading_state
from lessons.reading.views.questions import question_or_404
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import RefusedError
from virtlearn.people.selectors import learner_of


@never_cache
@require_POST
def draft(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """JSON with the version that the draft has now.

    409: another browser has changed it since; 410: no start runs that it belongs to.
    """
    page, question = question_or_404(request, course_slug, lesson_slug, question_id)
    user, now = learner_of(request), timezone.now()
    found = drafts.drafts_of(user, course_slug, lesson_slug, now)
    assigned = found.assigned(question_id)
    if user is None or assigned is None:
        return JsonResponse(AssignmentCode.EXAM_OVER.refusal(title="…").as_json(), status=410)
    form = AnswerForm.read(request.POST)
    state = reading_state.lesson_state(user, course_slug, lesson_slug)
    attempts = state.attempts.get(question_id, ())
    seed = form.seed or lesson_page.seed_next(page.place, question, user.pk)
    try:
        saved = drafts.draft_save(
            assigned=assigned,
            lesson=lesson_slug,
            question=question_id,
            answer=form.given,
            number=form.number,
            seed=seed_shown(question, attempts, seed),
            order=form.order if variant.order_check(question, form.order) else (),
            language=page.place.language,
            version=form.version,
            now=now,
        )
    except RefusedError as error:
        return JsonResponse(error.refusal.as_json(), status=410)
    place_see(assignment=assigned.assignment, membership=assigned.membership, now=now)
    if saved.conflict:
        refusal = ExamCode.ANSWERED_ELSEWHERE.refusal()
        return JsonResponse({"version": saved.version, **refusal.as_json()}, status=409)
    return JsonResponse({"version": saved.version})
