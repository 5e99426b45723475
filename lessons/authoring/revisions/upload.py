"""A course that comes in as a zip: checked, kept beside what is shown, and then looked at."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.authoring.revisions.refusal import CourseZipCode, course_zip_refusal
from lessons.authoring.revisions.views import course_or_404
from lessons.document.library import course_compile
from lessons.exchange.course_zip import CourseZipFault, packed_most, zip_read
from lessons.publishing import unpublished
from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User

page = "lessons/revisions/upload.html"
problems_most = 200  # that the page lists


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def upload(request: HttpRequest, course_slug: str = "") -> HttpResponse:
    """Without `course_slug` it may be any course, a new one too. Nothing is shown to learners."""
    context: dict[str, Any] = {"course": course_or_404(course_slug) if course_slug else None}
    if request.method != "POST":
        return render(request, page, context)
    try:
        source = zip_read(sent(request))
    except RefusedError as error:
        return render(request, page, context | {"refused": error}, status=422)
    except CourseZipFault as fault:
        context["refused"] = course_zip_refusal(fault)
        return render(request, page, context, status=422)
    compiled = course_compile(source)
    if compiled.problems or compiled.course is None:
        context |= {
            "refused": CourseZipCode.PROBLEMS.refusal(),
            "problems": compiled.problems[:problems_most],
            "count": len(compiled.problems),
        }
        return render(request, page, context, status=422)
    if course_slug and compiled.course.slug != course_slug:
        context["refused"] = CourseZipCode.OTHER_COURSE.refusal(
            found=compiled.course.slug, wanted=course_slug
        )
        return render(request, page, context, status=422)
    kept = unpublished.revision_keep(
        compiled=compiled,
        digest=source.digest,
        files=source.files,
        by=cast("User", request.user),
    )
    messages.success(request, _("The course has no problems. Here is what would change."))
    return redirect("lessons:revision", compiled.course.slug, kept.digest)


def sent(request: HttpRequest) -> bytes:
    """The file's content. Raises RefusedError or CourseZipFault."""
    file = request.FILES.get("file")
    if file is None:
        raise RefusedError(CourseZipCode.NO_FILE)
    if (file.size or 0) > packed_most:
        raise CourseZipFault("too_large", f"a zip has at most {packed_most:,} bytes")
    return bytes(file.read())
