"""Fragments of the lab page for participants: who is there, links, the hand."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from labs.catalog.provider import Lab
from labs.core.refusal import LabRefusedError
from labs.models import LabSession, Share
from labs.sessions import selectors
from labs.sessions.access import lab_get_or_404, mine_or_404
from labs.sharing import help_requests, invites, visits
from labs.sharing.views.presence import participants_view
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.site_address import site_url
from virtlearn.people.selectors import learner_of


@never_cache
@require_safe
def people(request: HtmxRequest, course: str, lab: str) -> HttpResponse:
    """Who is there, for a lab page that is open."""
    found = lab_get_or_404(request, course, lab)
    if not request.htmx:
        return redirect("labs:lab", course, lab)
    return fragment(request, found, selectors.lab_session_active(learner_of(request), course, lab))


@never_cache
@require_POST
def share(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    """Makes a link. It is shown in this answer and never again, so that nothing keeps it."""
    found, row = mine_or_404(request, course, lab, session)
    mode = Share.Mode.TYPE if request.POST.get("mode") == "type" else Share.Mode.WATCH
    link, refused = "", ""
    try:
        token = invites.share_create(session=row, mode=mode)
        link = site_url(reverse("labs:shared", args=(token,)))
    except LabRefusedError as error:
        refused = error.message
    if request.htmx:
        return fragment(request, found, row, link=link, refused=refused, focus="share")
    context = {"course": course, "lab": lab, "link": link, "refused": refused, "mode": mode.label}
    return render(request, "labs/share.html", context)


@require_POST
def share_stop(
    request: HtmxRequest, course: str, lab: str, session: UUID, share: int
) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    invites.share_revoke(session=row, share=share)
    return answer(request, found, row, focus="share")


@require_POST
def visit_end(
    request: HtmxRequest, course: str, lab: str, session: UUID, visit: int
) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    visits.visit_end(session=row, visit=visit)
    return answer(request, found, row, focus="there")


@require_POST
def visits_end(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    visits.visits_end(session=row)
    return answer(request, found, row, focus="there")


@require_POST
def visit_allow(
    request: HtmxRequest, course: str, lab: str, session: UUID, visit: int
) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    visits.visit_allow(session=row, visit=visit)
    return answer(request, found, row, focus="there")


@require_POST
def screens_stop(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    """The learner does not want the terminals' screens to be shown, here or in another lab of the
    course."""
    found, row = mine_or_404(request, course, lab, session)
    import_string(settings.SCREENS_STOP)(user=learner_of(request), course=course)
    return answer(request, found, row, focus="there")


@require_POST
def hand(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    help_requests.hand_raise(session=row, note=request.POST.get("note", ""))
    return answer(request, found, row, focus="hand")


@require_POST
def hand_lower(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    help_requests.hand_lower(session=row)
    return answer(request, found, row, focus="hand")


def answer(request: HtmxRequest, lab: Lab, row: LabSession, *, focus: str) -> HttpResponse:
    if not request.htmx:
        return redirect(reverse("labs:lab", args=(lab.course, lab.slug)) + "#lab-people")
    row.refresh_from_db()
    return fragment(request, lab, row, focus=focus)


def fragment(
    request: HttpRequest, lab: Lab, session: LabSession | None, **more: str
) -> HttpResponse:
    """`more` as `participants_view` takes it."""
    context = {
        "course": lab.course,
        "lab": lab.slug,
        "participants": participants_view(session, **more),
    }
    return render(request, "labs/_people_all.html", context)
