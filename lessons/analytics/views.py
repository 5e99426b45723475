"""Pages of statistics for instructors, and the same as files. Nobody is named."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.analytics import exports, presenter, question_presenter
from lessons.analytics.answers import Population, populations
from lessons.analytics.minutes import minutes_rows
from lessons.analytics.question import question_result
from lessons.analytics.results import course_results
from lessons.analytics.scope import Scope, classes_seen, pooled, scope_or_404
from lessons.analytics.statistics.items import learners_least
from lessons.analytics.statistics.minutes import pause, people_least
from lessons.analytics.tasks import lab_results
from lessons.assessment import question_bank
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User

kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def population_of(request: HttpRequest) -> Population:
    """Which of a learner's answers count; the first ones unless others are asked for."""
    asked = request.GET.get("answers", "")
    return next((each for each in populations if each == asked), "first")


def file(name: str, form: str, content: str | bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def ending(scope: Scope) -> str:
    """What a file's name says of the class."""
    return f"-class-{scope.class_id}" if scope.class_id else ""


def form_or_404(form: str) -> str:
    if form not in kinds:
        raise Http404
    return form


def scope_of(request: HttpRequest, course_slug: str) -> Scope:
    """Whose answers count: all learners', or those of a class that the reader teaches."""
    if not (asked := request.GET.get("class", "")):
        return pooled
    return scope_or_404(asked, classes_seen(cast(User, request.user), course_slug))


def about(request: HttpRequest, published: Published, scope: Scope) -> dict[str, object]:
    """What every page of a course's statistics has; `query` goes along with its links."""
    slug, population = published.course.slug, population_of(request)
    of_class = {"class": scope.class_id} if scope.class_id else {}
    return {
        "course": slug,
        "title": published.course.title[question_bank.language_of(published)],
        "population": population,
        "least": learners_least,
        "scope": scope,
        "classes": classes_seen(cast(User, request.user), slug),
        "query": urlencode({"answers": population, **of_class}),
    }


@never_cache
@require_safe
@instructor_required
def results(request: HttpRequest, course_slug: str) -> HttpResponse:
    """How the course's questions were answered, lesson by lesson, and its tests."""
    published = selectors.course_current_or_404(course_slug)
    scope = scope_of(request, course_slug)
    sheets = [
        presenter.sheet_shown(each)
        for each in course_results(published, population_of(request), scope)
        if each.sheet.people
    ]
    context = {**about(request, published, scope), "sheets": sheets}
    return render(request, "lessons/results.html", context)


@never_cache
@require_safe
@instructor_required
def results_file(request: HttpRequest, course_slug: str, form: str) -> HttpResponse:
    form_or_404(form)
    published = selectors.course_current_or_404(course_slug)
    scope = scope_of(request, course_slug)
    found = course_results(published, population_of(request), scope)
    content = exports.results_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-questions{ending(scope)}", form, content)


@never_cache
@require_safe
@instructor_required
def question(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """One question: a series for each form that it has had."""
    published = selectors.course_current_or_404(course_slug)
    scope = scope_of(request, course_slug)
    found = question_result(published, lesson_slug, question_id, population_of(request), scope)
    context = {
        **about(request, published, scope),
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
    scope = scope_of(request, course_slug)
    found = question_result(published, lesson_slug, question_id, population_of(request), scope)
    content = exports.question_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-{lesson_slug}-{question_id}{ending(scope)}", form, content)


@never_cache
@require_safe
@instructor_required
def tasks(request: HttpRequest, course_slug: str) -> HttpResponse:
    """How the tasks of the course's labs were done."""
    published = selectors.course_current_or_404(course_slug)
    scope = scope_of(request, course_slug)
    sheets = [presenter.lab_shown(each) for each in lab_results(published, scope) if each.rows]
    context = {**about(request, published, scope), "sheets": sheets}
    return render(request, "lessons/results_tasks.html", context)


@never_cache
@require_safe
@instructor_required
def tasks_file(request: HttpRequest, course_slug: str, form: str) -> HttpResponse:
    form_or_404(form)
    scope = scope_of(request, course_slug)
    found = lab_results(selectors.course_current_or_404(course_slug), scope)
    content = exports.tasks_csv(found) if form == "csv" else exports.json_bytes(found)
    return file(f"{course_slug}-tasks{ending(scope)}", form, content)


@never_cache
@require_safe
@instructor_required
def minutes(request: HttpRequest, course_slug: str) -> HttpResponse:
    """What people took for the course's lessons and labs, beside what it says."""
    published = selectors.course_current_or_404(course_slug)
    scope = scope_of(request, course_slug)
    context = {
        **about(request, published, scope),
        "rows": minutes_rows(published, scope),
        "least": people_least,
        "pause": int(pause.total_seconds() / 60),
    }
    return render(request, "lessons/results_minutes.html", context)
