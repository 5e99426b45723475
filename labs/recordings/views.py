"""A learner's recordings: lists, replay, download, deletion after a question, and the switch."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.core.texts import text_in
from labs.models import Recording
from labs.recordings import services
from labs.recordings.presenter import groups_of, note_of
from labs.sessions import selectors
from labs.sessions.access import lab_get_or_404
from virtlearn.core import csp
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@never_cache
@require_safe
def recordings_of_lab(request: HttpRequest, course: str, lab: str) -> HttpResponse:
    found = lab_get_or_404(request, course, lab)
    user = learner_of(request)
    rows = services.recordings_of(user, session__course=course, session__lab=lab)
    return render(
        request,
        "labs/recordings.html",
        {
            "course": course,
            "lab": lab,
            "lab_title": text_in(found.title, get_language() or "en"),
            "groups": groups_of(rows),
            "note": note_of(user),
        },
    )


@never_cache
@require_safe
def recordings_all(request: HttpRequest) -> HttpResponse:
    user = learner_of(request)
    groups = groups_of(services.recordings_of(user))
    used = services.recordings_bytes(user) if user else 0
    return render(
        request, "labs/recordings.html", {"groups": groups, "note": note_of(user), "used": used}
    )


@require_POST
def recording_choice(request: HtmxRequest, course: str = "", lab: str = "") -> HttpResponse:
    """Records from now on, or doesn't; from a lab's page or from the list of all recordings."""
    if course:
        lab_get_or_404(request, course, lab)
    user = learner_ensure(request)
    services.recording_choice_set(user=user, recorded=request.POST.get("recorded") == "yes")
    if not course:
        return redirect("labs:recordings_all")
    if request.htmx:
        return render(request, "labs/_recordings_link.html", {"course": course, "lab": lab})
    return redirect("labs:lab", course, lab)


@never_cache
@require_safe
def recording_replay(request: HttpRequest, recording: UUID) -> HttpResponse:
    row = services.recording_for_user_or_404(learner_of(request), recording)
    [group] = groups_of([row])
    response = render(
        request, "labs/replay.html", {"group": group, "recording": group.recordings[0]}
    )
    # The player's terminal is WebAssembly, which no other page needs.
    response[csp.header] = csp.with_wasm
    return response


@never_cache
@require_safe
def recording_cast(request: HttpRequest, recording: UUID) -> HttpResponse:
    """The asciicast, for the player and as a download."""
    row = services.recording_for_user_or_404(learner_of(request), recording)
    try:
        data = services.recording_read(row.pk)
    except FileNotFoundError:
        raise Http404 from None
    started = localtime(row.started_at).strftime("%Y%m%d-%H%M%S")
    name = f"{row.session.lab}-{row.machine}-{row.tab}-{started}.cast"
    response = HttpResponse(data, content_type="application/x-asciicast")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recording_delete(request: HttpRequest, recording: UUID) -> HttpResponse:
    row = services.recording_for_user_or_404(learner_of(request), recording)
    back = reverse("labs:recordings", args=(row.session.course, row.session.lab))
    return delete_asked(request, Recording.objects.filter(pk=row.pk), back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_recordings_delete(request: HttpRequest, session: UUID) -> HttpResponse:
    row = selectors.lab_session_for_user_or_404(learner_of(request), session)
    back = reverse("labs:recordings", args=(row.course, row.lab))
    return delete_asked(request, Recording.objects.filter(session=row), back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recordings_all_delete(request: HttpRequest) -> HttpResponse:
    user = learner_of(request)
    rows = Recording.objects.filter(user_id=user.pk) if user else Recording.objects.none()
    return delete_asked(request, rows, reverse("labs:recordings_all"))


def delete_asked(request: HttpRequest, rows: QuerySet[Recording], back: str) -> HttpResponse:
    """GET asks whether they are to go, POST lets them."""
    if request.method == "POST":
        count = services.recordings_delete(rows)
        text = ngettext("%(count)d recording deleted.", "%(count)d recordings deleted.", count)
        messages.success(request, text % {"count": count})
        return redirect(back)
    listed = rows.select_related("session").order_by("session__created_at", "started_at", "pk")
    groups = groups_of(list(listed))
    count = sum(len(group.recordings) for group in groups)
    title = gettext("Delete this recording?")
    if count != 1:
        title = ngettext("Delete %(count)d recording?", "Delete %(count)d recordings?", count) % {
            "count": count
        }
    return render(
        request,
        "labs/recordings_delete.html",
        {"groups": groups, "count": count, "title": title, "back": back},
    )
