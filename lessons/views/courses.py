"""One course, and its glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons import selectors
from lessons.lab_progress import LabDone, lab_progress, labs_done
from virtlearn.people.selectors import learner_of


@require_safe
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = selectors.course_current_or_404(course_slug)
    user = learner_of(request)
    progress = selectors.course_progress(user, published.course)
    labs = labs_done(user, course_slug)
    lessons = [(head, progress[head.slug]) for head in published.course.lessons]
    context = {
        "course": published.course,
        "language": selectors.content_language(published.course, get_language() or ""),
        "lessons": lessons,
        "labs": [
            (lab, lab_progress(lab.spec, labs.get(lab.slug, LabDone())))
            for lab in published.course.labs
        ],
        "progress": selectors.progress_sum(progress.values()),
        "next": next((head for head, each in lessons if not each.done), None),
    }
    return render(request, "lessons/course.html", context)


@require_safe
def glossary(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = selectors.course_current_or_404(course_slug)
    language = selectors.content_language(published.course, get_language() or "")
    terms = sorted(
        published.course.glossary.items(), key=lambda item: item[1].term[language].casefold()
    )
    context = {"course": published.course, "language": language, "terms": terms}
    return render(request, "lessons/glossary.html", context)
