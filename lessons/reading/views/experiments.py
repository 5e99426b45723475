"""Takes predictions, and gives figures to a page while a lab runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.document.schema import Claim
from lessons.experiments import fragments as experiments_fragments
from lessons.experiments import services
from lessons.experiments.forms import prediction_read
from lessons.experiments.measurements import figures_are_shared
from lessons.experiments.presenter import Experiment
from lessons.experiments.refusal import PredictionCode
from lessons.reading import lesson_page
from lessons.reading import state as reading_state
from lessons.reading.views.lessons import lesson_page_or_404
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@require_POST
def predict(
    request: HtmxRequest, course_slug: str, lesson_slug: str, claim_id: str
) -> HttpResponse:
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    claim = page.claims.get(claim_id)
    if claim is None or claim.predict is None:
        raise Http404
    typed = request.POST.get("prediction", "")
    user = learner_ensure(request)
    number, choice, fault = None, "", None
    if "skip" not in request.POST:
        number, choice, fault = prediction_read(claim, typed, page.place.interface)
    if not fault:
        fault = services.prediction_record(
            user=user,
            course_slug=course_slug,
            lesson_slug=lesson_slug,
            claim=claim,
            number=number,
            choice=choice,
        )
    if not fault and not request.htmx:
        return redirect(f"{lesson_url(page)}#experiment-{claim.id}")
    state = reading_state.lesson_state(user, course_slug, lesson_slug)
    found = lesson_page.claims_of(page, user, state)
    given = {claim.id: experiment(request, page, claim, found, fault=fault, typed=typed[:200])}
    if not request.htmx:
        html = lesson_page.lesson_fill(request, page, experiments=given)
        return HttpResponse(html, status=422)
    return HttpResponse(uncovered(request, page, claim, found, given), status=422 if fault else 200)


def experiment(  # noqa: PLR0913
    request: HttpRequest,
    page: lesson_page.LessonPage,
    claim: Claim,
    found: experiments_fragments.ClaimsState,
    *,
    fault: PredictionCode | None,
    typed: str,
) -> bytes:
    """The experiment, with what has just come of a prediction."""
    html = experiments_fragments.experiment_html(
        page.place,
        claim,
        found.experiments.get(claim.id, Experiment()),
        get_token(request),
        fault=fault,
        typed=typed if fault else "",
        fresh=fault is None,
    )
    return html.encode()


def uncovered(
    request: HttpRequest,
    page: lesson_page.LessonPage,
    claim: Claim,
    found: experiments_fragments.ClaimsState,
    given: Mapping[str, bytes],
) -> bytes:
    """The claim, and beside it each of its spoilers, as they stand now."""
    token = get_token(request).encode()
    fill = experiments_fragments.claims_filler(page, found, token, given)
    parts = [
        experiments_fragments.covered_fill(page, each, found, fill, outside=each.tag != "claim")
        for each in page.covers
        if each.claim == claim.id
    ]
    return b"\n".join(parts)


@never_cache
@require_safe
def figures(request: HtmxRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """Every experiment and figure of a lesson, and what predictions cover, for a page that shows
    them already.
    """
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    if not request.htmx:
        return redirect(lesson_url(page))
    user = learner_of(request)
    state = reading_state.lesson_state(user, course_slug, lesson_slug)
    found = lesson_page.claims_of(page, user, state)
    token = get_token(request).encode()
    fill = experiments_fragments.claims_filler(page, found, token)
    parts = [
        *(experiments_fragments.covered_fill(page, each, found, fill) for each in page.covers),
        *(
            experiments_fragments.experiment_fill(page.place, claim, found, token)
            for claim in page.claims.values()
            if claim.predict is None
        ),
        *(experiments_fragments.measure_fill(page.place, key, found) for key in page.measures),
    ]
    response = HttpResponse(b"\n".join(parts))
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_safe
def figures_mine(request: HttpRequest) -> HttpResponse:
    """All that the learner has measured, and whether it counts for the class."""
    user = learner_of(request)
    context = {
        "figures": experiments_fragments.figures_listed(user),
        "shared": figures_are_shared(user),
    }
    return render(request, "lessons/figures.html", context)


@require_POST
def figures_share(request: HttpRequest) -> HttpResponse:
    """The consent, given or taken back."""
    user = learner_ensure(request)
    services.figures_share(user=user, share=request.POST.get("share") == "yes")
    return redirect("lessons:figures_mine")


def lesson_url(page: lesson_page.LessonPage) -> str:
    return reverse("lessons:lesson", args=[page.place.course, page.place.lesson])
