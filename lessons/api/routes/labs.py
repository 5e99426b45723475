"""`/labs`: one's own labs: which run, started, extended and stopped.

Labs are nobody's but their learner's: a token reaches no other's, whatever its owner teaches.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from labs.catalog.provider import Lab, lab_get
from labs.lifecycle import services
from labs.models import LabSession, active_states
from labs.sessions.selectors import lab_session_active, task_states
from lessons.api.authentication import token_of
from lessons.api.schemas import LabSessionOut, LabSessionsOut, answers
from lessons.api.tokens.scopes import Scope
from lessons.models import ApiToken
from virtlearn.limits.services import address_of

router = Router(tags=["labs"])
one = "labs/{slug:course}/{slug:lab}"


def lab_reached(request: HttpRequest, scope: Scope, course: str, lab: str) -> tuple[ApiToken, Lab]:
    """Raises Http404 also where the token is of a class that has another course."""
    token = token_of(request, scope)
    found = lab_get(course, lab, token.user)
    if found is None or (token.in_class and token.in_class.course.slug != course):
        raise Http404
    return token, found


def session_active(token: ApiToken, course: str, lab: str) -> LabSession:
    session = lab_session_active(token.user, course, lab)
    if session is None:
        raise Http404
    return session


@router.get("labs", response=answers(LabSessionsOut), summary="My labs that wait, start or run")
def labs(request: HttpRequest) -> Any:
    token = token_of(request, Scope.LABS_READ)
    rows = LabSession.objects.filter(user=token.user, group="", state__in=active_states)
    if token.in_class:
        rows = rows.filter(course=token.in_class.course.slug)
    return {"items": [session_out(each) for each in rows.order_by("created_at")], "next": None}


@router.get(one, response=answers(LabSessionOut), summary="My running session of a lab")
def lab_state(request: HttpRequest, course: str, lab: str) -> Any:
    token, _lab = lab_reached(request, Scope.LABS_READ, course, lab)
    return session_out(session_active(token, course, lab))


@router.post(
    one,
    response=answers(LabSessionOut, 409),
    summary="Starts a lab; where it runs already, that session is the answer",
)
def lab_start(request: HttpRequest, course: str, lab: str) -> Any:
    token, found = lab_reached(request, Scope.LABS_WRITE, course, lab)
    session, _begun = services.lab_session_open(
        user=token.user, lab=found, address=address_of(request)
    )
    return session_out(session)


@router.post(f"{one}/extend", response=answers(LabSessionOut, 409), summary="Gives it more time")
def lab_extend(request: HttpRequest, course: str, lab: str) -> Any:
    token, _lab = lab_reached(request, Scope.LABS_WRITE, course, lab)
    session = session_active(token, course, lab)
    return session_out(services.lab_session_extend(session=session))


@router.delete(one, response=answers(LabSessionOut, 409), summary="Stops it; its machines go")
def lab_stop(request: HttpRequest, course: str, lab: str) -> Any:
    token, _lab = lab_reached(request, Scope.LABS_WRITE, course, lab)
    session = session_active(token, course, lab)
    return session_out(services.lab_session_stop(session=session))


def session_out(session: LabSession) -> dict[str, Any]:
    return {
        "id": str(session.pk),
        "course": session.course,
        "lab": session.lab,
        "state": session.state,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "end_reason": session.end_reason,
        "tasks": [
            {"id": each.task.id, "done": each.done, "points": each.points}
            for each in task_states(session)
        ],
    }
