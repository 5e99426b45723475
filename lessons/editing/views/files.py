"""Files of a draft: made, renamed, deleted, brought back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.editing import selectors, services
from lessons.editing.core.paths import is_text
from lessons.editing.refusal import EditingCode
from lessons.editing.views.editor import editor_page, file_page
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User


@require_POST
@instructor_required
def new(request: HttpRequest, course_slug: str) -> HttpResponse:
    """An empty text at the path that was typed, opened in the editor."""
    edited = selectors.edited_or_404(course_slug)
    path = request.POST.get("path", "").strip()
    try:
        if path and not is_text(path):
            raise services.EditingError(EditingCode.KIND)
        by = cast("User", request.user)
        services.draft_file_add(course=edited.course, path=path, content=b"", by=by)
    except services.EditingError as error:
        return editor_page(request, edited, typed=path, refused=error.refusal, status=422)
    return redirect("lessons:edit_file", course_slug, path)


@require_POST
@instructor_required
def rename(request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    edited = selectors.edited_or_404(course_slug)
    if path not in edited.files or not is_text(path):
        raise Http404
    to = request.POST.get("to", "").strip()
    try:
        if to and not is_text(to):
            raise services.EditingError(EditingCode.KIND)
        by = cast("User", request.user)
        services.draft_file_rename(course=edited.course, path=path, to=to, by=by)
    except services.EditingError as error:
        return file_page(request, edited, path, typed=to, rename_refused=error.refusal, status=422)
    return redirect("lessons:edit_file", course_slug, to)


@require_POST
@instructor_required
def delete(request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    """Leaves the file out of the draft; the page of the course offers it again."""
    edited = selectors.edited_or_404(course_slug)
    if path not in edited.files:
        raise Http404
    services.draft_file_delete(course=edited.course, path=path, by=cast("User", request.user))
    messages.success(request, _("%(path)s was deleted.") % {"path": path})
    return redirect("lessons:editor", course_slug)


@require_POST
@instructor_required
def restore(request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    edited = selectors.edited_or_404(course_slug)
    if path not in edited.changed:
        raise Http404
    try:
        by = cast("User", request.user)
        services.draft_file_restore(course=edited.course, path=path, by=by)
    except services.EditingError as error:  # another file has taken its place
        messages.error(request, error.message)
    return redirect("lessons:editor", course_slug)
