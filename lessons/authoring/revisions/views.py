"""Pages of a course's revisions, for instructors."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.authoring.revisions import presenter
from lessons.document.text_diff import files_changed, text_diff
from lessons.exchange.course_zip import zip_write
from lessons.models import Course, Revision
from lessons.models.courses import message_length
from lessons.publishing import revisions as kept
from lessons.publishing import selectors, services, unpublished
from lessons.regrades.refusal import RegradeCode
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User

files_most = 300  # that a page of differences lists


def course_or_404(course_slug: str) -> Course:
    return get_object_or_404(Course.objects.select_related("current"), slug=course_slug)


def revision_or_404(course: Course, digest: str) -> Revision:
    return get_object_or_404(course.revisions.select_related("published_by"), digest=digest)


@never_cache
@require_safe
@instructor_required
def revisions(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The list, and who showed which and when."""
    course = course_or_404(course_slug)
    rows = presenter.rows_of(course)
    context = {
        "course": course,
        "rows": rows,
        "names": {each.digest: each.name for each in rows},
        "log": kept.publications_of(course)[:200],
    }
    return render(request, "lessons/revisions/revisions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def revision(request: HttpRequest, course_slug: str, digest: str) -> HttpResponse:
    """What learners would see otherwise; POST shows it to them."""
    course = course_or_404(course_slug)
    row = revision_or_404(course, digest)
    context = revision_context(course, row)
    if request.method != "POST":
        return render(request, "lessons/revisions/revision.html", context)
    message = request.POST.get("message", "")
    if request.POST.get("seen", "") != context.get("seen", ""):
        context |= {"refused": RegradeCode.AFFECTED.refusal(), "message": message}
        return render(request, "lessons/revisions/revision.html", context, status=422)
    try:
        by = cast("User", request.user)
        unpublished.revision_show(revision=row, message=message, by=by)
    except services.RollbackError as refused:
        context |= {"refused": refused, "message": message}
        return render(request, "lessons/revisions/revision.html", context, status=422)
    said = _("%(course)s now shows revision %(digest)s.")
    messages.success(request, said % {"course": course_slug, "digest": digest[:12]})
    return redirect("lessons:revisions", course_slug)


def revision_context(course: Course, row: Revision) -> dict[str, Any]:
    rows = presenter.rows_of(course)
    own = next(each for each in rows if each.digest == row.digest)
    return {
        "course": course,
        "row": own,
        "rows": rows,
        "log": row.publications.select_related("by"),
        "files": row.files.count(),
        "message_length": message_length,
        **presenter.changes_context(course, row, get_language() or "en"),
    }


@never_cache
@require_safe
@instructor_required
def compare(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The files of two revisions, `before` and `after`, and the lines of one, `file`."""
    course = course_or_404(course_slug)
    rows = presenter.rows_of(course)
    known = {each.digest: each for each in rows}
    before, after = (known.get(request.GET.get(name, "")) for name in ("before", "after"))
    context: dict[str, Any] = {"course": course, "rows": rows, "before": before, "after": after}
    if before and after:
        two = [revision_or_404(course, each.digest) for each in (before, after)]
        files = [kept.files_of(each) for each in two]
        found = files_changed(*files)
        context |= {"lost": not all(files), "found": found[:files_most], "count": len(found)}
        if path := request.GET.get("file", ""):
            if path not in {each.path for each in found}:
                raise Http404
            one, other = (kept.file_read(each, path) for each in two)
            context |= {"path": path, "diff": text_diff(one, other)}
    return render(request, "lessons/revisions/compare.html", context)


@require_safe
@instructor_required
def download(request: HttpRequest, course_slug: str, digest: str) -> HttpResponse:
    """The revision's files as a zip, in a folder with the course's name."""
    row = revision_or_404(course_or_404(course_slug), digest)
    files = selectors.revision_files(row)
    if not files:
        raise Http404
    response = HttpResponse(zip_write(files, course_slug), content_type="application/zip")
    name = f"{course_slug}-{digest[:12]}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@instructor_required
def discard(request: HttpRequest, course_slug: str, digest: str) -> HttpResponse:
    """Drops a revision that was never shown."""
    course = course_or_404(course_slug)
    unpublished.revision_discard(revision=revision_or_404(course, digest))
    messages.success(request, _("It is dropped. What learners see has not changed."))
    if not Course.objects.filter(pk=course.pk).exists():
        return redirect("lessons:manage")
    return redirect("lessons:revisions", course_slug)
