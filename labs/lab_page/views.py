"""The lab page, and what its buttons do: a plain POST leads back, htmx gets a fragment."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from labs.catalog.coursework import notes
from labs.catalog.provider import Lab
from labs.core.refusal import LabRefusedError
from labs.core.script_texts import words
from labs.core.texts import text_in
from labs.lab_page.ending import figures_of
from labs.lab_page.presenter import Page, page_make
from labs.lifecycle import services
from labs.models import Begun, LabSession, LabState
from labs.scheduling.admission import audience_check
from labs.scheduling.demand import look_note
from labs.sessions.access import lab_get_or_404, mine_or_404
from labs.sharing.views.presence import participants_view
from labs.tasks.check_requests import check_request
from virtlearn.core import csp
from virtlearn.core.device import device_read
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import Refusal
from virtlearn.limits.services import address_of
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure

card_rows, card_row = 5, 64  # figures that a card has room for, and the height of one
claim_shape = re.compile(r"([a-z0-9-]{1,100})/([a-z0-9-]{1,100})\Z")


@never_cache
@require_safe
def lab_page(request: HtmxRequest, course: str, lab: str) -> HttpResponse:
    found = lab_get_or_404(request, course, lab)
    services.lab_session_seen(user=learner_of(request), lab=found)
    page = page_make(
        found, learner_of(request), refused=Refusal(*request.session.pop("lab-refused", ()))
    )
    if page.session is None or not page.session.is_active:
        look_note(found)
    beside = is_beside(request)
    coursework = notes(
        user=learner_of(request),
        course=course,
        lab=lab,
        group=page.session.group if page.session and page.session.is_active else None,
    )
    context = page.context(
        words=words(),
        participants=participants_view(page.session),
        beside=beside,
        back=back_url(request, course),
        coursework=coursework.lines,
        grouped=coursework.grouped,
    )
    response = render(request, "labs/lab.html", context)
    if beside:
        response["X-Frame-Options"] = "SAMEORIGIN"
        response[csp.header] = csp.in_frames
    return response


def is_beside(request: HttpRequest) -> bool:
    """Whether the page is shown beside a lesson, in a frame; which another site can't do to it."""
    return "beside" in request.GET or (
        request.headers.get("Sec-Fetch-Dest") == "iframe"
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


def back_url(request: HttpRequest, course: str) -> str:
    """The experiment from which the reader came (`?claim=lesson/claim`); "" for none."""
    found = claim_shape.match(request.GET.get("claim", ""))
    if found is None:
        return ""
    return reverse("lessons:lesson", args=(course, found[1])) + f"#experiment-{found[2]}"


@never_cache
@require_safe
def lab_state(request: HtmxRequest, course: str, lab: str) -> HttpResponse:
    """The state with all tasks, for a page that shows them already."""
    found = lab_get_or_404(request, course, lab)
    if not request.htmx:
        return redirect("labs:lab", course, lab)
    services.lab_session_seen(user=learner_of(request), lab=found)
    return state_render(request, page_make(found, learner_of(request)))


@never_cache
@require_safe
def lab_card(request: HttpRequest, course: str, lab: str) -> HttpResponse:
    """The reader's own figures of a lab as a picture to share."""
    found = lab_get_or_404(request, course, lab)
    user = learner_of(request)
    language = get_language() or "en"
    figures = figures_of(found, user, language)[:card_rows]
    if not figures:
        raise Http404
    page = page_make(found, user)
    context = {
        "title": text_in(found.title, language),
        "said": gettext("Measured by myself, in a machine of my own"),
        "done": page.state.done,
        "rows": [
            {"figure": each, "y": 248 + card_row * at, "on": 274 + card_row * at}
            for at, each in enumerate(figures)
        ],
    }
    return render(request, "labs/card.svg", context, content_type="image/svg+xml")


@require_POST
def lab_start(request: HtmxRequest, course: str, lab: str) -> HttpResponse:
    found = lab_get_or_404(request, course, lab)
    try:
        audience_check(learner_of(request))  # before a visitor becomes a guest for nothing
        user = learner_ensure(request)
        session, begun = services.lab_session_open(
            user=user, lab=found, address=address_of(request), device=device_read(request.POST)
        )
    except LabRefusedError as refused:
        return refusal(request, found, refused)
    return answer(request, found, session, begun)


@require_POST
def lab_stop(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    services.lab_session_stop(session=row)
    return answer(request, found)


@require_POST
def lab_extend(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    try:
        services.lab_session_extend(session=row)
    except LabRefusedError as refused:
        return refusal(request, found, refused)
    return answer(request, found)


@require_POST
def lab_reset(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    try:
        services.lab_session_reset(session=row, lab=found, member=learner_of(request))
    except LabRefusedError as refused:
        return refusal(request, found, refused)
    return answer(request, found)


@require_POST
def lab_check(request: HtmxRequest, course: str, lab: str, session: UUID) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    check_request(row)
    return answer(request, found)


@require_POST
def task_hint(
    request: HtmxRequest, course: str, lab: str, session: UUID, task: str
) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    shown = page_make(found, learner_of(request)).task(task)
    if shown.hints_left:
        services.task_hint_open(session=row, task=task)
    return task_answer(request, found, row, task)


@require_POST
def task_solution(
    request: HtmxRequest, course: str, lab: str, session: UUID, task: str
) -> HttpResponse:
    found, row = mine_or_404(request, course, lab, session)
    try:
        services.task_solution_open(session=row, task=task)
    except LabRefusedError as refused:
        if not request.htmx:  # the fragment says by itself when the solution opens
            return refusal(request, found, refused)
    return task_answer(request, found, row, task)


def answer(
    request: HtmxRequest,
    lab: Lab,
    session: LabSession | None = None,
    begun: Begun | None = None,
) -> HttpResponse:
    if request.htmx:
        page = page_make(lab, learner_of(request), session=session, begun=begun)
        return state_render(request, page)
    return redirect("labs:lab", lab.course, lab.slug)


def task_answer(request: HtmxRequest, lab: Lab, row: LabSession, task: str) -> HttpResponse:
    shown = page_make(lab, learner_of(request)).task(task)
    if request.htmx:
        return render(request, "labs/_task.html", {"task": shown})
    return redirect(reverse("labs:lab", args=(lab.course, lab.slug)) + f"#task-{task}")


def refusal(request: HtmxRequest, lab: Lab, refused: LabRefusedError) -> HttpResponse:
    """Why nothing was done, at the button's place."""
    if request.htmx:
        return state_render(request, page_make(lab, learner_of(request), refused=refused.refusal))
    request.session["lab-refused"] = refused.refusal
    return redirect("labs:lab", lab.course, lab.slug)


def state_render(request: HttpRequest, page: Page) -> HttpResponse:
    # Who waits asks every two seconds, and has the tasks, which nothing has changed.
    context = page.context(fragment=True, htmx_tasks=page.state.name != LabState.QUEUED)
    return render(request, "labs/_state.html", context)
