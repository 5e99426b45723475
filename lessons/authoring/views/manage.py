"""Pages for instructors: courses, quizzes as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.assessment import question_bank
from lessons.exchange.exports import forms, questions_export
from lessons.exchange.figures import assets_named
from lessons.models import Course
from lessons.publishing import selectors
from virtlearn.people.access import instructor_required


@require_safe
@instructor_required
def manage(request: HttpRequest) -> HttpResponse:
    courses = (
        Course.objects.order_by("pk")
        .select_related("current_by")
        .prefetch_related("revisions__published_by")
    )
    return render(request, "lessons/manage.html", {"courses": courses})


@require_safe
@instructor_required
def quizzes(request: HttpRequest, course_slug: str, language: str, form: str) -> HttpResponse:
    """The questions of the course that is shown, for another system."""
    published = selectors.course_current_or_404(course_slug)
    if language not in published.course.languages or form not in forms:
        raise Http404
    questions = question_bank.questions_named(published, language)
    named = assets_named(question for _, question in questions)
    name = f"{course_slug}-{language}"
    assets = selectors.assets_read(course_slug, published.digest, named)
    found = questions_export(form, name, questions, assets)
    response = HttpResponse(found.data, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{found.ending}"'
    return response
