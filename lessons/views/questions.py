"""What is posted to a question: an answer, or the wish for a hint."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lessons import pages, selectors, services
from lessons.forms import AnswerForm
from lessons.questions import question_view
from lessons.quizzes import variant
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.registry import Question
from lessons.views.lessons import lesson_page_or_404
from lessons.views.request import HtmxRequest
from virtlearn.people.models import User
from virtlearn.people.services import learner_ensure


@require_POST
def answer(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    page, question = question_or_404(course_slug, lesson_slug, question_id)
    form = AnswerForm.read(request.POST)
    user = learner_ensure(request)
    order = form.order if variant.order_check(question, form.order) else ()
    feedback = services.attempt_record(
        user=user,
        course_slug=course_slug,
        digest=page.place.digest,
        lesson_slug=lesson_slug,
        question=question,
        language=page.place.language,
        answer=form.answer,
        order=order or variant.order(question, f"{user.pk}:{form.number}"),
        number=form.number,
    )
    if feedback and feedback.fault:
        html = fragment(
            request, page, question, user, fresh="fault", fault=feedback.fault, typed=form.answer
        ).encode()
        if not request.htmx:
            html = pages.lesson_fill(request, page, {question.id: html})
        return HttpResponse(html, status=422)
    return shown(request, page, question, user, "answer")


@require_POST
def hint(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    page, question = question_or_404(course_slug, lesson_slug, question_id)
    user = learner_ensure(request)
    services.hint_open(
        user=user,
        course_slug=course_slug,
        lesson_slug=lesson_slug,
        question=question,
        number=AnswerForm.read(request.POST).number,
    )
    return shown(request, page, question, user, "hint")


def question_or_404(
    course_slug: str, lesson_slug: str, question_id: str
) -> tuple[pages.LessonPage, Question]:
    page = lesson_page_or_404(course_slug, lesson_slug)
    if (question := page.questions.get(question_id)) is None:
        raise Http404
    return page, question


def shown(
    request: HtmxRequest, page: pages.LessonPage, question: Question, user: User, fresh: str
) -> HttpResponse:
    """The question after what was done: its fragment, or the page at its place."""
    if request.htmx:
        return HttpResponse(fragment(request, page, question, user, fresh=fresh))
    url = reverse("lessons:lesson", args=[page.place.course, page.place.lesson])
    return redirect(f"{url}#{question.id}")


def fragment(  # noqa: PLR0913
    request: HtmxRequest,
    page: pages.LessonPage,
    question: Question,
    user: User,
    *,
    fresh: str,
    fault: Fault = "",
    typed: Answer = (),
) -> str:
    """The question from a fresh read of what the learner did; for htmx with the progress."""
    state = selectors.lesson_state(user, page.place.course, page.place.lesson)
    attempts = state.attempts.get(question.id, ())
    view = question_view(
        question,
        attempts=attempts,
        hints=state.hints.get(question.id, 0),
        order=pages.order_next(page.place, question.id, attempts, user.pk),
        fault=fault,
        typed=typed,
    )
    token = get_token(request)
    html = pages.question_html(page.place, view, token, fresh)
    if request.htmx and fresh == "answer":
        progress = selectors.lesson_progress(page.head, state)
        html += pages.progress_html(page.place, progress, token, outside=True)
    return html
