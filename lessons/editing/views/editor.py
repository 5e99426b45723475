"""The editor: a course's files, one of them, and what it looks like."""

from __future__ import annotations

import secrets
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from lessons.editing import selectors, services
from lessons.editing.core.paths import is_image, is_text
from lessons.editing.presenter import course_context, file_context
from lessons.editing.preview import page_preview
from lessons.editing.refusal import EditingCode
from lessons.publishing.views.assets import media_types
from virtlearn.core import csp
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User

file_page_name = "lessons/editing/file.html"


@require_safe
@never_cache
@instructor_required
def editor(request: HttpRequest, course_slug: str) -> HttpResponse:
    return editor_page(request, selectors.edited_or_404(course_slug))


def editor_page(
    request: HttpRequest, edited: selectors.Edited, *, status: int = 200, **sent: Any
) -> HttpResponse:
    """`sent` is what stands in the form for a new file, and why."""
    if not edited.base:
        not_kept = EditingCode.NOT_KEPT.refusal()
        context: dict[str, Any] = {"course": edited.course, "not_kept": not_kept}
        return render(request, "lessons/editing/editor.html", context)
    context = course_context(edited, selectors.edited_check(edited)) | sent
    return render(request, "lessons/editing/editor.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@instructor_required
def file(request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    """A text to be written; POST saves it, for a form or for a script that saves as one types."""
    edited = selectors.edited_or_404(course_slug)
    if path not in edited.files or not is_text(path):
        raise Http404
    if request.method == "GET":
        return file_page(request, edited, path)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        saved = services.draft_file_save(
            course=edited.course,
            path=path,
            text=request.POST.get("text", ""),
            base=request.POST.get("base", ""),
            by=cast("User", request.user),
        )
    except services.EditingError as error:
        if by_script:
            return JsonResponse(error.refusal.as_json(), status=422)
        sent = {"text": request.POST.get("text", ""), "base": request.POST.get("base", "")}
        return file_page(request, edited, path, refused=error.refusal, status=422, **sent)
    if by_script:
        return saved_json(saved)
    if saved.outcome == "conflict":
        refused = EditingCode.CONFLICT.refusal(who=saved.who or _("somebody"))
        sent = {"text": saved.text, "base": saved.digest}
        return file_page(request, edited, path, refused=refused, status=409, **sent)
    messages.success(request, saved_said(saved))
    return redirect("lessons:edit_file", course_slug, path)


def file_page(
    request: HttpRequest,
    edited: selectors.Edited,
    path: str,
    *,
    status: int = 200,
    **sent: Any,
) -> HttpResponse:
    """`sent` is what stands in the form instead of what is stored, and why."""
    nonce = secrets.token_urlsafe(16)
    context = file_context(edited, selectors.edited_check(edited), path)
    context |= {"nonce": nonce, **sent}
    response = render(request, file_page_name, context, status=status)
    response[csp.header] = csp.with_nonce(nonce)
    return response


def saved_said(saved: services.Saved) -> str:
    if saved.outcome == "merged":
        said = _("Saved, together with what %(who)s has changed meanwhile.")
        return said % {"who": saved.who or _("somebody")}
    return _("Saved.")


def saved_json(saved: services.Saved) -> JsonResponse:
    body = {"outcome": saved.outcome, "text": saved.text, "base": saved.digest}
    if saved.outcome == "conflict":
        refused = EditingCode.CONFLICT.refusal(who=saved.who or _("somebody"))
        return JsonResponse(body | refused.as_json(), status=409)
    return JsonResponse(body | {"message": saved_said(saved)})


@require_safe
@never_cache
@instructor_required
def problems(request: HttpRequest, course_slug: str) -> JsonResponse:
    """All that is wrong with the draft, and what it says and pages would not show, as
    `{"problems": [{"path", "line", "message"}], "warnings": […]}`."""
    edited = selectors.edited_or_404(course_slug)
    checked = selectors.edited_check(edited)
    told = {"problems": checked.problems, "warnings": checked.warnings}
    return JsonResponse(
        {
            name: [{"path": each.path, "line": each.line, "message": each.message} for each in rows]
            for name, rows in told.items()
        }
    )


@require_safe
@never_cache
@instructor_required
@xframe_options_sameorigin
def preview(request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    """A file's page as readers will see it; it can be shown beside the editor."""
    edited = selectors.edited_or_404(course_slug)
    if path not in edited.files:
        raise Http404
    html = page_preview(edited, selectors.edited_check(edited), path)
    response = HttpResponse(html) if html else render(request, "lessons/editing/preview.html")
    response[csp.header] = csp.looked_at
    return response


@require_safe
@never_cache
@instructor_required
def raw(_request: HttpRequest, course_slug: str, path: str) -> HttpResponse:
    """A picture of the draft."""
    content = selectors.edited_or_404(course_slug).files.get(path)
    media_type = media_types.get(path.rpartition(".")[2].lower()) if is_image(path) else None
    if content is None or media_type is None:
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    # An SVG that is opened by itself is a document: it may do nothing.
    response[csp.header] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
