"""Pages for instructors: revisions, rollback, quizzes as files."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons.assessment import question_bank
from lessons.exchange.exports import forms, questions_export
from lessons.exchange.figures import assets_named
from lessons.models import Course, Revision
from lessons.publishing import selectors, services
from lessons.regrades.effects import effects_digest, revision_effects
from lessons.regrades.refusal import RegradeCode
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User


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


@require_http_methods(["GET", "POST"])
@instructor_required
def rollback(request: HttpRequest, course_slug: str, digest: str) -> HttpResponse:
    """Asks, and by POST shows another revision."""
    revision = get_object_or_404(
        Revision.objects.select_related("course__current"),
        course__slug=course_slug,
        digest=digest,
    )
    effects = revision_effects(revision.course, revision)
    seen = effects_digest(effects)
    context = {"course": revision.course, "revision": revision, "effects": effects, "seen": seen}
    if request.method == "GET":
        return render(request, "lessons/rollback.html", context)
    if request.POST.get("seen", "") != seen:
        context["refused"] = RegradeCode.AFFECTED.refusal()
        return render(request, "lessons/rollback.html", context, status=422)
    try:
        services.revision_rollback(
            course_slug=course_slug, digest=digest, by=cast("User", request.user)
        )
        messages.success(
            request,
            _("%(course)s now shows revision %(digest)s.")
            % {"course": course_slug, "digest": digest[:12]},
        )
    except services.RollbackError as refused:
        messages.info(request, refused.message)
    return redirect("lessons:manage")
