"""Pages of the test before a course: its begin, one question a screen, and what it marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lessons.assessment import question_bank
from lessons.assessment.forms import AnswerForm
from lessons.assignments import work
from lessons.assignments.presenter import not_open, result_hidden, work_lines
from lessons.exams import pretest, services
from lessons.exams.presenter import view_of
from lessons.exams.refusal import ExamCode
from lessons.exams.scoring import questions_most
from lessons.exams.services import Asked
from lessons.exams.views import result_context, shown
from lessons.models import CourseTest, PretestDraft
from lessons.publishing import reader
from lessons.publishing.selectors import Published
from lessons.quizzes import variant
from lessons.quizzes.base import Fault
from lessons.quizzes.grading import grade
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure

left_out: frozenset[Fault] = frozenset({"empty", "gaps"})  # what may be left out without a word


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, course_slug: str) -> HttpResponse:
    """What the last test came to, or how it begins; by POST it begins."""
    user = learner_of(request)
    published = reader.course_for_or_404(user, course_slug)
    gate = work.gate_test(user, course_slug, "before", timezone.now())
    if running := gate.running:  # its paper is drawn by the server, and saved
        row = running.assignment
        return redirect("lessons:assignment_paper", row.in_class_id, row.pk, "before")
    if request.method == "POST":
        return not_open(request, gate) if gate.refusing else begin(request, published)
    draft = pretest.draft_of(user, course_slug)
    taken = services.tests_of(user, course_slug, "before")
    if taken and draft is None and "again" not in request.GET:
        if gate.score_hiding:
            return result_hidden(request, gate.score_hiding)
        return result(request, published, taken, questions_hidden=gate.questions_hidden)
    if gate.refusing:
        return not_open(request, gate)
    number = following(draft) if draft else 0
    count = questions_most(services.offers(published), "before")
    context = {"count": count, "minutes": max(2, round(count * 0.75)), "number": number}
    return shown(request, published, "before", "lessons/pretest_start.html", context)


def begin(request: HttpRequest, published: Published) -> HttpResponse:
    slug = published.course.slug
    draft = pretest.draft_begin(user=learner_ensure(request), published=published)
    if draft is None:
        messages.warning(request, str(ExamCode.TOO_MANY.refusal()))
        return redirect("lessons:test_before", slug)
    return redirect("lessons:test_before_question", slug, following(draft))


def following(draft: PretestDraft) -> int:
    """The number of the first question that was not shown yet, else of the last."""
    names = [each.name for each in pretest.draft_questions(draft)]
    waiting = [at for at, name in enumerate(names, 1) if name not in draft.answers]
    return waiting[0] if waiting else max(1, len(names))


def result(
    request: HttpRequest, published: Published, taken: Sequence[CourseTest], **more: bool
) -> HttpResponse:
    context: dict[str, Any] = {**result_context(published, taken), **more}
    skip = services.skippable(learner_of(request), published)
    context |= {
        "skippable": skip,
        "skip": [each.head for each in context["results"] if each.head.slug in skip],
    }
    return shown(request, published, "before", "lessons/course_test_result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, course_slug: str, number: int) -> HttpResponse:
    """One question: by POST its answer is kept, and the one before or after it follows."""
    user = learner_of(request)
    published = reader.course_for_or_404(user, course_slug)
    draft = pretest.draft_of(user, course_slug)
    if draft is None:  # it was finished, or begun by somebody else
        return redirect("lessons:test_before", course_slug)
    asked = pretest.draft_questions(draft)
    if not 1 <= number <= len(asked):
        raise Http404
    gate = work.gate_test(user, course_slug, "before", timezone.now())
    if gate.refusing:
        return not_open(request, gate)
    if request.method == "POST":
        return answered(request, published, draft, asked, number)
    given = pretest.draft_answers(draft).get(asked[number - 1].name, pretest.Given())
    view = view_of(asked[number - 1], typed=given.answer, order=given.order)
    return question_shown(request, published, asked, number, {"question": view})


def answered(
    request: HttpRequest,
    published: Published,
    draft: PretestDraft,
    asked: Sequence[Asked],
    number: int,
) -> HttpResponse:
    """Keeps the answer. One that can't be read is asked for again, unless it is left out."""
    here = asked[number - 1]
    form = AnswerForm.read(request.POST, here.prefix)
    order = form.order if variant.order_check(here.question, form.order) else here.order
    feedback = grade(variant.fixed(here.question, here.seed), form.answer, attempt=1)
    leaving = {"leave", "back"} & request.POST.keys()
    if feedback.fault and feedback.fault not in left_out and not leaving:
        view = view_of(here, feedback.fault, form.answer, order)
        return question_shown(request, published, asked, number, {"question": view}, 422)
    kept = () if feedback.fault or "leave" in request.POST else form.answer
    language = question_bank.language_of(published)
    given = pretest.Given(answer=kept, order=order, language=language)
    pretest.draft_answer(draft=draft, asked=here, given=given)
    slug = published.course.slug
    if "back" in request.POST:
        return redirect("lessons:test_before_question", slug, max(1, number - 1))
    if number < len(asked):
        return redirect("lessons:test_before_question", slug, number + 1)
    return finished(request, draft)


def finished(request: HttpRequest, draft: PretestDraft) -> HttpResponse:
    user, now = learner_ensure(request), timezone.now()
    gate = work.gate_test(user, draft.course, "before", now)
    if pretest.draft_finish(draft=draft, user=user, now=now):
        for line in work_lines(gate):
            messages.info(request, line)
    return redirect("lessons:test_before", draft.course)


def question_shown(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    published: Published,
    asked: Sequence[Asked],
    number: int,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    more = {"number": number, "count": len(asked), "last": number == len(asked)}
    template = "lessons/pretest_question.html"
    return shown(request, published, "before", template, {**context, **more}, status)


@require_POST
def skip(request: HttpRequest, course_slug: str) -> HttpResponse:
    """A lesson that may be skipped is to be read, or with `skip=yes` may be skipped again."""
    user = learner_of(request)
    published = reader.course_for_or_404(user, course_slug)
    lesson = request.POST.get("lesson", "")
    if user is None or lesson not in services.known_by_test(user, published):
        raise Http404
    change = pretest.skip_redo if request.POST.get("skip") == "yes" else pretest.skip_undo
    change(user=user, course_slug=course_slug, lesson=lesson)
    return redirect(reverse("lessons:course", args=[course_slug]) + f"#map-{lesson}")


@require_POST
def forget(request: HttpRequest, course_slug: str) -> HttpResponse:
    """All that the tests before the course said of this learner goes."""
    user = learner_of(request)
    reader.course_for_or_404(user, course_slug)
    if user is None:
        raise Http404
    if pretest.pretest_forget(user=user, course_slug=course_slug):
        messages.success(request, _("The test is forgotten, and no lesson is marked by it."))
    else:
        text = _("No lesson is marked any more. A test that belongs to an assignment is kept.")
        messages.info(request, text)
    return redirect("lessons:course", course_slug)
