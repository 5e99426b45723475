"""The test at the end of a course: a page with all questions, then what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lessons.assessment import question_bank
from lessons.assessment.forms import AnswerForm
from lessons.assessment.presenter import QuestionView
from lessons.assignments import work
from lessons.assignments.presenter import not_open, result_hidden, work_lines
from lessons.exams import services
from lessons.exams.presenter import by_lesson, view_of
from lessons.exams.refusal import ExamCode
from lessons.exams.scoring import Answered, Kind, passed_from
from lessons.exams.services import Asked
from lessons.models import CourseTest
from lessons.progress.mastery import percent_of
from lessons.publishing import reader
from lessons.publishing.links import links_resolve, resolver
from lessons.publishing.selectors import Published
from lessons.quizzes import variant
from lessons.quizzes.grading import grade
from lessons.quizzes.variant import seed_is
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@require_http_methods(["GET", "HEAD", "POST"])
def course_test(request: HttpRequest, course_slug: str, kind: Kind) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    gate = work.gate_test(learner_of(request), course_slug, kind, timezone.now())
    if running := gate.running:  # its paper is drawn by the server, and saved
        row = running.assignment
        return redirect("lessons:assignment_paper", row.in_class_id, row.pk, kind)
    if request.method == "POST":
        return sent(request, published, kind, gate)
    taken = services.tests_of(learner_of(request), course_slug, kind)
    if taken and "again" not in request.GET:
        if gate.score_hiding:
            return result_hidden(request, gate.score_hiding)
        context = {
            **result_context(published, taken),
            "questions_hidden": gate.questions_hidden,
            "passed": services.is_passed(taken[0]),
            "needed": round(100 * passed_from),
        }
        return shown(request, published, kind, "lessons/course_test_result.html", context)
    if gate.refusing:
        return not_open(request, gate)
    seed = services.seed_of(published, kind, learner_of(request))
    asked = services.asked_of(published, kind, seed)
    context = form_context(published, kind, seed, [(each, view_of(each)) for each in asked])
    context["number"] = len(taken) + 1
    return shown(request, published, kind, "lessons/course_test.html", context)


def result_context(published: Published, taken: Sequence[CourseTest]) -> dict[str, Any]:
    """What the latest of the tests says, and the percents of those before it."""
    return {
        "results": services.results_of(published, taken[0]),
        "test": taken[0],
        "percent": percent_of(taken[0].share),
        "before": [percent_of(each.share) for each in taken[1:6]],
    }


def sent(request: HttpRequest, published: Published, kind: Kind, gate: work.Gate) -> HttpResponse:
    """Grades what was sent; where some is open or unreadable, asks once more before it counts."""
    seed = request.POST.get("draw", "")
    if not seed_is(seed):
        seed = services.seed_of(published, kind, learner_of(request))
    items: list[Answered] = []
    views: list[tuple[Asked, QuestionView]] = []
    language = question_bank.language_of(published)
    asked = services.asked_of(published, kind, seed)
    for each in asked:
        form = AnswerForm.read(request.POST, each.prefix)
        order = form.order if variant.order_check(each.question, form.order) else each.order
        feedback = grade(variant.fixed(each.question, each.seed), form.answer, attempt=1)
        views.append((each, view_of(each, feedback.fault, form.answer, order)))
        items.append(
            Answered(
                lesson=each.pick.lesson,
                question=each.pick.question,
                answer=form.answer,
                order=order,
                seed=each.seed,
                points=each.question.points,
                fraction=feedback.fraction,
                language=language if any(form.answer) else "",
            )
        )
    if gate.refusing:  # what was answered stays in the form
        context = form_context(published, kind, seed, views)
        context |= {"number": AnswerForm.read(request.POST).number, "refusal": gate.refusal}
        return shown(request, published, kind, "lessons/course_test.html", context, 422)
    open_ones = [view for _, view in views if view.fault]
    number = AnswerForm.read(request.POST).number
    if open_ones and not request.POST.get("anyway"):
        context = form_context(published, kind, seed, views)
        refusal = ExamCode.OPEN_QUESTIONS.refusal(number=len(open_ones))
        context |= {"open": open_ones, "number": number, "refusal": refusal}
        return shown(request, published, kind, "lessons/course_test.html", context, 422)
    user = learner_ensure(request)
    taken = services.test_record(
        user=user, course_slug=published.course.slug, kind=kind, items=items, number=number
    )
    if taken is not None:
        work.work_record(gate, test=taken)
        for line in work_lines(gate):
            messages.info(request, line)
    elif not services.test_is_taken(
        user=user, course_slug=published.course.slug, kind=kind, items=items, number=number
    ):
        code = ExamCode.TOO_MANY if number > services.tests_most else ExamCode.SENT_BEFORE
        messages.warning(request, str(code.refusal()))
    return redirect(reverse(f"lessons:test_{kind}", args=[published.course.slug]))


def form_context(
    published: Published, kind: Kind, seed: str, views: list[tuple[Asked, QuestionView]]
) -> dict[str, Any]:
    """The questions by lesson."""
    return {
        "lessons": by_lesson(published, views),
        "count": len(views),
        "minutes": max(1, round(len(views) * 0.75)),
        "draw": seed,
    }


def shown(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    published: Published,
    kind: Kind,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    course = published.course
    more = {
        "course": course,
        "kind": kind,
        "language": question_bank.language_of(published),
        "fresh": "",
    }
    html: str = render_to_string(template, {**context, **more}, request)
    html = links_resolve(html, resolver(course.slug, published.digest))
    return HttpResponse(html, status=status)
