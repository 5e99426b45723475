"""Takes what a learner guesses."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from labs.catalog.provider import guide_get
from labs.guesses.presenter import guess_view, guesses_of
from labs.guesses.services import guesses_keep
from labs.sessions.access import lab_get_or_404
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.services import learner_ensure


@require_POST
def guess_keep(request: HtmxRequest, course: str, lab: str, guess: str) -> HttpResponse:
    found = lab_get_or_404(request, course, lab)
    guide = guide_get(found, get_language() or "en")
    part = next((each for each in guide if each.kind == "guess" and each.guess == guess), None)
    if part is None:
        raise Http404
    user = learner_ensure(request)
    answers = {
        number: request.POST[f"answer-{number}"]
        for number in range(1, len(part.questions) + 1)
        if f"answer-{number}" in request.POST
    }
    guesses_keep(user=user, lab=found, guess=guess, answers=answers)
    if not request.htmx:
        return redirect(reverse("labs:lab", args=(course, lab)) + f"#guess-{guess}")
    view = guess_view(part, guesses_of(user, found))
    context = {"guess": view, "course": course, "lab": lab, "fresh": True}
    return render(request, "labs/_guess.html", context)
