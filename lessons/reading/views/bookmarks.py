"""Takes the reading position that a page reports from time to time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from lessons.notes import services
from lessons.reading.views.lessons import lesson_page_or_404
from virtlearn.people.selectors import learner_of


@require_POST
def place(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """Keeps the section. Nobody becomes a guest by reading: a visitor's browser keeps it itself."""
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    user = learner_of(request)
    section = request.POST.get("section", "")
    if user and (not section or section in page.sections):
        services.place_keep(
            user=user, course_slug=course_slug, lesson_slug=lesson_slug, section=section
        )
    return HttpResponse(status=204)
