"""A lesson, and that it has been read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lessons.assignments import work
from lessons.assignments.presenter import not_open
from lessons.publishing import reader
from lessons.reading import attempts, lesson_page
from lessons.reading import state as reading_state
from virtlearn.core import csp
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


def lesson_page_or_404(
    request: HttpRequest, course_slug: str, lesson_slug: str
) -> lesson_page.LessonPage:
    """The one way to a lesson, for its page and for what is posted to it."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    page = lesson_page.lesson_page(published, lesson_slug)
    if page is None:
        raise Http404
    return page


@require_safe
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    gate = work.gate_lesson(learner_of(request), course_slug, lesson_slug, timezone.now())
    if gate.hiding:
        return not_open(request, gate)
    response = HttpResponse(lesson_page.lesson_fill(request, page))
    response["Cache-Control"] = "private, no-cache"
    response[csp.header] = csp.with_frames  # a claim opens its lab beside the text
    return response


@require_POST
def read(request: HtmxRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    user = learner_ensure(request)
    attempts.lesson_mark_read(user=user, course_slug=course_slug, lesson_slug=lesson_slug)
    if not request.htmx:
        return redirect(reverse("lessons:lesson", args=[course_slug, lesson_slug]) + "#progress")
    state = reading_state.lesson_state(user, course_slug, lesson_slug)
    work_done = lesson_page.work_of(page, state)
    html = lesson_page.progress_html(page.place, work_done, get_token(request), fresh=True)
    return HttpResponse(html)
