"""What becomes of a draft: published, brought up to date, discarded."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.editing import selectors, services
from lessons.editing.presenter import course_context
from lessons.models.courses import message_length
from lessons.regrades.effects import publish_effects
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User


@require_http_methods(["GET", "POST"])
@never_cache
@instructor_required
def publish(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Says what changes for learners and asks why; POST shows the draft to them."""
    edited = selectors.edited_or_404(course_slug)
    message = request.POST.get("message", "").strip()
    refused: Any = None
    if request.method == "POST":
        try:
            revision = services.draft_publish(
                course=edited.course,
                message=message,
                seen=request.POST.get("seen", ""),
                by=cast("User", request.user),
            )
        except services.EditingError as error:
            refused = error.refusal
        else:
            said = _("%(course)s now shows revision %(digest)s.")
            named = {"course": course_slug, "digest": revision.digest[:12]}
            messages.success(request, said % named)
            return redirect("lessons:editor", course_slug)
    checked = selectors.edited_check(edited)
    context = course_context(edited, checked)
    context |= {
        "effects": publish_effects(checked.compiled) if not checked.problems else (),
        "message": message,
        "message_length": message_length,
        "refused": refused,
    }
    return render(request, "lessons/editing/publish.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@instructor_required
def discard(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Asks, and by POST forgets what was changed."""
    edited = selectors.edited_or_404(course_slug)
    refused: Any = None
    if request.method == "POST":
        try:
            services.draft_discard(course=edited.course, seen=request.POST.get("seen", ""))
        except services.EditingError as error:
            refused = error.refusal
        else:
            messages.success(request, _("The draft was discarded."))
            return redirect("lessons:editor", course_slug)
    changes = [(path, change) for path, change in edited.changes().items() if change]
    context = {"course": edited.course, "edited": edited, "changes": changes, "refused": refused}
    return render(request, "lessons/editing/discard.html", context, status=422 if refused else 200)


@require_POST
@instructor_required
def update(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Merges the draft into the revision that is shown now."""
    edited = selectors.edited_or_404(course_slug)
    left = services.draft_update(course=edited.course, by=cast("User", request.user))
    if left:
        said = ngettext(
            "In %(count)d place both versions stand in the text now: make one of them.",
            "In %(count)d places both versions stand in the text now: make one of them.",
            left,
        )
        messages.warning(request, said % {"count": left})
    else:
        messages.success(request, _("The draft has what was published meanwhile."))
    return redirect("lessons:editor", course_slug)
