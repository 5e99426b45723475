"""Takes answers, and wishes for a hint or the host's view."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from labs.engines.base import Process
from lessons.assessment import machine_answers
from lessons.assessment.forms import AnswerForm
from lessons.assessment.presenter import nothing, question_view, seed_shown
from lessons.assessment.refusal import AnswerCode
from lessons.assignments import work
from lessons.assignments.presenter import work_lines
from lessons.quizzes import variant
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.grading import number_next, question_closed
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.registry import Question
from lessons.reading import attempts as reading_attempts
from lessons.reading import lesson_page
from lessons.reading import state as reading_state
from lessons.reading.drafts import drafts_of
from lessons.reading.views.lessons import lesson_page_or_404
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import Refusal
from virtlearn.people.models import User
from virtlearn.people.services import learner_ensure


@require_POST
def answer(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    page, question = question_or_404(request, course_slug, lesson_slug, question_id)
    form = AnswerForm.read(request.POST)
    user = learner_ensure(request)
    state = reading_state.lesson_state(user, course_slug, lesson_slug)
    attempts = state.attempts.get(question_id, ())
    seed = seed_shown(
        question, attempts, form.seed or lesson_page.seed_next(page.place, question, user.pk)
    )
    order = form.order if variant.order_check(question, form.order) else ()
    asked, given = variant.fixed(question, seed), ""
    fault: Fault = ""
    if isinstance(asked, MachineQuestion):
        asked, given, fault = machine_answers.question_filled(
            asked, form.answer, user=user, course_slug=course_slug
        )
    gate = work.gate_answer(user, course_slug, lesson_slug, question_id, timezone.now())
    if gate.refusing:
        html = fragment(
            request,
            page,
            question,
            user,
            fresh="fault",
            missed=gate.refusal,
            typed=form.answer,
            seed=seed,
            order=order,
        )
        return filled(request, page, question, html, 422)
    feedback = reading_attempts.attempt_record(
        user=user,
        before=attempts,
        course_slug=course_slug,
        digest=page.place.digest,
        lesson_slug=lesson_slug,
        question=asked,
        language=page.place.language,
        answer=form.answer,
        order=order or lesson_page.order_next(page.place, question_id, attempts, user.pk),
        number=form.number,
        seed=seed,
        given=given,
        gate=gate,
        device=form.device,
        as_it_is=form.as_it_is,
    )
    if feedback and feedback.fault:
        html = fragment(
            request,
            page,
            question,
            user,
            fresh="fault",
            fault=fault or feedback.fault,
            typed=form.answer,
            seed=seed,
            order=order,
        )
        return filled(request, page, question, html, 422)
    if feedback is None and (missed := missed_why(question, form, user, page)):
        html = fragment(request, page, question, user, fresh="fault", missed=missed.refusal())
        return filled(request, page, question, html, 200)
    return shown(request, page, question, user, "answer", counted=work_lines(gate))


def missed_why(
    question: Question, form: AnswerForm, user: User, page: lesson_page.LessonPage
) -> AnswerCode | None:
    """Why an answer was not taken as the next attempt; None where it is the one that was, sent
    twice.
    """
    state = reading_state.lesson_state(user, page.place.course, page.place.lesson)
    attempts = state.attempts.get(question.id, ())
    if any((tried.number, tried.answer) == (form.number, form.answer) for tried in attempts):
        return None
    closed = question_closed(question, attempts)
    return AnswerCode.CLOSED if closed else AnswerCode.SENT_BEFORE


@require_POST
def hint(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    page, question = question_or_404(request, course_slug, lesson_slug, question_id)
    user = learner_ensure(request)
    form = AnswerForm.read(request.POST)
    reading_attempts.hint_open(
        user=user,
        course_slug=course_slug,
        lesson_slug=lesson_slug,
        question=question,
        number=form.number,
    )
    return shown(request, page, question, user, "hint", form.seed)


@require_POST
def look(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """The question with the host's list of the processes of the learner's machine."""
    page, question = question_or_404(request, course_slug, lesson_slug, question_id)
    user = learner_ensure(request)
    processes, fault = machine_answers.host_view(question, user=user, course_slug=course_slug)
    html = fragment(
        request,
        page,
        question,
        user,
        fresh="look",
        fault=fault,
        processes=processes,
    )
    return filled(request, page, question, html, 200)


def question_or_404(
    request: HtmxRequest, course_slug: str, lesson_slug: str, question_id: str
) -> tuple[lesson_page.LessonPage, Question]:
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    if (question := page.questions.get(question_id)) is None:
        raise Http404
    return page, question


def shown(  # noqa: PLR0913, PLR0917
    request: HtmxRequest,
    page: lesson_page.LessonPage,
    question: Question,
    user: User,
    fresh: str,
    seed: str = "",
    counted: tuple[str, ...] = (),
) -> HttpResponse:
    """The question after what was done: its fragment, or the page at its place."""
    if request.htmx:
        html = fragment(request, page, question, user, fresh=fresh, seed=seed, counted=counted)
        return HttpResponse(html)
    for line in counted:
        messages.info(request, line)
    url = reverse("lessons:lesson", args=[page.place.course, page.place.lesson])
    return redirect(f"{url}#{question.id}")


def filled(
    request: HtmxRequest, page: lesson_page.LessonPage, question: Question, html: str, status: int
) -> HttpResponse:
    """`html` is the question's; without htmx the whole page with it."""
    content = html.encode()
    if not request.htmx:
        content = lesson_page.lesson_fill(request, page, {question.id: content})
    return HttpResponse(content, status=status)


def fragment(  # noqa: PLR0913
    request: HtmxRequest,
    page: lesson_page.LessonPage,
    question: Question,
    user: User,
    *,
    fresh: str,
    fault: Fault = "",
    missed: Refusal = nothing,
    typed: Answer = (),
    seed: str = "",
    order: tuple[str, ...] = (),
    processes: Sequence[Process] = (),
    counted: tuple[str, ...] = (),
) -> str:
    """The question from a fresh read of what the learner did; for htmx with the progress."""
    state = reading_state.lesson_state(user, page.place.course, page.place.lesson)
    attempts = state.attempts.get(question.id, ())
    drafts = drafts_of(user, page.place.course, page.place.lesson, timezone.now())
    draft = drafts.of(question.id, number_next(attempts))
    view = question_view(
        question,
        attempts=attempts,
        hints=state.hints.get(question.id, 0),
        order=order or lesson_page.order_next(page.place, question.id, attempts, user.pk),
        seed=seed or lesson_page.seed_next(page.place, question, user.pk),
        fault=fault,
        missed=missed,
        typed=typed or (draft.answer if draft else ()),
        processes=processes,
        counted=counted,
        draft=draft.version if draft else None,
    )
    token = get_token(request)
    html = lesson_page.question_html(page.place, view, token, fresh)
    if request.htmx and fresh == "answer":
        done = lesson_page.work_of(page, state)
        html += lesson_page.progress_html(page.place, done, token, outside=True)
    return html
