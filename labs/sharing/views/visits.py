"""A visitor's pages: what a link leads to, and the terminals of somebody else."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.core.refusal import LabRefusedError
from labs.core.script_texts import words
from labs.models import LabState, Share, Visit
from labs.sharing import invites, selectors, visits
from labs.sharing.learners import is_taught
from labs.sharing.refusal import VisitCode
from labs.sharing.views.presence import learner_name, since
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import Refusal
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HtmxRequest, token: str) -> HttpResponse:
    """Where a link leads. Only the button comes in: what fetches links by itself does not."""
    share = invites.share_by_token(token)
    if share is None:
        return render(request, "labs/shared_over.html", status=404)
    session, user = share.session, learner_of(request)
    context = {
        "owner": learner_name(session.user),
        "title": session.title_in(get_language() or "en"),
        "typing": share.mode == Share.Mode.TYPE,
        "own": user is not None and user.pk == session.user_id,
        "named": user is not None and not user.is_guest,
        "session": session,
    }
    if request.method != "POST" or context["own"]:
        return render(request, "labs/shared.html", context)
    try:
        visit = visits.visit_by_link(
            share=share, user=learner_ensure(request), name=request.POST.get("name", "")
        )
    except LabRefusedError as refused:
        context["refused"] = refused.refusal
        return render(request, "labs/shared.html", context, status=403)
    return redirect("labs:visit", visit.pk)


@never_cache
@require_safe
def visit(request: HtmxRequest, visit: int) -> HttpResponse:
    found = selectors.visit_for_user_or_404(learner_of(request), visit)
    return render(request, "labs/visit.html", visit_context(found) | {"words": words()})


@never_cache
@require_safe
def visit_state(request: HtmxRequest, visit: int) -> HttpResponse:
    """What the visitor may do now, for a page that is open."""
    if not request.htmx:
        return redirect("labs:visit", visit)
    found = selectors.visit_for_user_or_404(learner_of(request), visit)
    return render(request, "labs/_visit_state.html", visit_context(found))


@require_POST
def visit_leave(request: HtmxRequest, visit: int) -> HttpResponse:
    found = selectors.visit_for_user_or_404(learner_of(request), visit)
    visits.visit_leave(visit=found)
    return redirect("labs:visit", visit)


def visit_context(visit: Visit) -> dict[str, Any]:
    session = visit.session
    over = over_why(visit)
    raised = session.hand_raised_at if not visit.share_id else None
    return {
        "visit": visit,
        "session": session,
        "spec": session.spec,
        "owner": learner_name(session.user),
        "title": session.title_in(get_language() or "en"),
        "mode": visit.mode,
        "typing": visit.mode == Share.Mode.TYPE,
        "over": over,
        "instructor": not visit.share_id,
        "hand": since(raised) if raised else "",
        "note": session.hand_note if raised else "",
        "can_return": visit.share_id is None
        and is_taught(visit.user, session.pk)
        and not visits.is_barred(session, visit.user),
    }


def over_why(visit: Visit) -> Refusal | None:
    """Why the visit is over; None while it isn't."""
    session = visit.session
    if session.state != LabState.READY:
        return VisitCode.LAB_ENDED.refusal()
    if selectors.visit_is_open(visit):
        return None
    if visit.ended_by_learner or (visit.share and visit.share.revoked_at):
        return VisitCode.SENT_OUT.refusal(owner=learner_name(session.user))
    if visit.share is None and not is_taught(visit.user, session.pk):
        return VisitCode.NOT_TAUGHT.refusal()
    return (VisitCode.LEFT if visit.ended_at else VisitCode.NOT_ALLOWED).refusal()
