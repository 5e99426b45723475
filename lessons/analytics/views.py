"""Pages of statistics for instructors, and the same as files. Nobody is named."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.analytics import exports, presenter, question_presenter
from lessons.analytics.answers import Population, populations
from lessons.analytics.question import question_result
from lessons.analytics.results import course_results
from lessons.analytics.statistics.items import learners_least
from lessons.analytics.tasks import lab_results
from lessons.assessment import question_bank
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from virtlearn.people.access import instructor_required

kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def population_of(request: HttpRequest) -> Population:
    """Which of a learner's answers count; the first ones unless others are asked for."""
    asked = request.GET.get("answers", "")
    return next((each for each in populations if each == asked), "first")


def file(name: str, form: str, content: str | bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def form_or_404(form: str) -> str:
    if form not in kinds:
        raise Http404
    return form


def about(request: HttpRequest, published: Published) -> dict[str, object]:
    """What every page of a course's statistics has."""
    return {
        "course": published.course.slug,
        "title": published.course.title[question_bank.language_of(published)],
        "population": population_of(request),
        "least": learners_least,
    }


@never_cache
@require_safe
@instructor_required
def results(request: HttpRequest, course_slug: str) -> HttpResponse:
    """How the course's questions were answered, lesson by lesson, and its tests."""
    published = selectors.course_current_or_404(course_slug)
    sheets = [
        presenter.sheet_shown(each)
        for each in course_results(published, population_of(request))
        if each.sheet.people
    ]
    return render(request, "lessons/results.html", {**about(request, published), "sheets": sheets})


@never_cache
@require_safe
@instructor_required
def results_file(request: HttpRequest, course_slug: str, form: str) -> HttpResponse:
    form_or_404(form)
    published = selectors.course_current_or_404(course_slug)
    found = course_results(published, population_of(request))
    content = exports.results_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-questions", form, content)


@never_cache
@require_safe
@instructor_required
def question(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """One question: a series for each form that it has had."""
    published = selectors.course_current_or_404(course_slug)
    found = question_result(published, lesson_slug, question_id, population_of(request))
    context = {
        **about(request, published),
        "question": found,
        "series": [question_presenter.series_shown(each) for each in found.series],
    }
    return render(request, "lessons/results_question.html", context)


@never_cache
@require_safe
@instructor_required
def question_file(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str, form: str
) -> HttpResponse:
    form_or_404(form)
    published = selectors.course_current_or_404(course_slug)
    found = question_result(published, lesson_slug, question_id, population_of(request))
    content = exports.question_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-{lesson_slug}-{question_id}", form, content)


@never_cache
@require_safe
@instructor_required
def tasks(request: HttpRequest, course_slug: str) -> HttpResponse:
    """How the tasks of the course's labs were done."""
    published = selectors.course_current_or_404(course_slug)
    sheets = [presenter.lab_shown(each) for each in lab_results(published) if each.rows]
    context = {**about(request, published), "sheets": sheets}
    return render(request, "lessons/results_tasks.html", context)


@never_cache
@require_safe
@instructor_required
def tasks_file(request: HttpRequest, course_slug: str, form: str) -> HttpResponse:
    form_or_404(form)
    found = lab_results(selectors.course_current_or_404(course_slug))
    content = exports.tasks_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-tasks", form, content)
