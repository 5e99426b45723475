"""Pages of rounds: for who teaches, for learners, and for a projector."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.policy import Right
from lessons.classes.together import selectors, services
from lessons.classes.together.core import phase_after, phase_before, turn_of
from lessons.classes.together.presenter import picture_view, waiting_for
from lessons.classes.together.selectors import Asked, RoundState
from lessons.experiments.forms import prediction_read
from lessons.experiments.presenter import fault_refusal, figure_text, with_unit
from lessons.models import Membership, PredictionRound
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import Refusal, RefusedError

# What asks again, each by itself, and is answered only where it has become other.
parts = {
    "task": "lessons/classes/together/_task.html",
    "picture": "lessons/classes/together/_picture.html",
}
screen_part = {"screen": "lessons/classes/together/_screen.html"}


@never_cache
@require_safe
@class_required()
def rounds(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Rounds of the class; for who manages it the claims with which one begins."""
    rows = selectors.rounds_of(found.row)
    context = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "open": next((each for each in rows if each.closed_at is None), None),
        "over": [(each, selectors.asked_of(each)) for each in rows if each.closed_at],
        "claims": selectors.claims_asked(found.row) if found.manages else [],
    }
    return render(request, "lessons/classes/together/rounds.html", context)


@require_POST
@class_required(Right.MANAGE)
def begin(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    lesson, _slash, claim = request.POST.get("claim", "").partition("/")
    try:
        made = services.round_begin(row=found.row, lesson=lesson, claim=claim, by=found.user)
    except RefusedError as error:
        messages.warning(request, str(error))
        return redirect("lessons:class_rounds", found.row.pk)
    return redirect("lessons:class_round", found.row.pk, made.pk)


@never_cache
@require_safe
@class_required()
def round_page(request: HtmxRequest, found: ClassAccess, number: int) -> HttpResponse:
    """The round, or one part of it for a page that asks again; 204 where that shows it already."""
    part, of_round = request.GET.get("part", ""), round_or_404(found, number)
    if not request.htmx or part not in parts:
        context = round_context(found, of_round, parts)
        return render(request, "lessons/classes/together/round.html", context)
    context = round_context(found, of_round, {part: parts[part]})
    if request.GET.get("seen") == context[f"{part}_seen"]:
        return HttpResponse(status=204)
    return render(request, parts[part], context)


@never_cache
@require_safe
@class_required(Right.ROSTER)
def screen(request: HtmxRequest, found: ClassAccess, number: int) -> HttpResponse:
    """Large and without names, for a projector."""
    context = round_context(found, round_or_404(found, number), screen_part)
    if not request.htmx:
        return render(request, "lessons/classes/together/screen.html", context)
    if request.GET.get("seen") == context["screen_seen"]:
        return HttpResponse(status=204)
    return render(request, screen_part["screen"], context)


@require_POST
@class_required()
def answer(request: HtmxRequest, found: ClassAccess, number: int) -> HttpResponse:
    """A learner's prediction; what can't be taken comes back with its reason."""
    of_round = round_or_404(found, number)
    if not is_learner(found):
        raise Http404
    asked = asked_or_404(of_round)
    typed = request.POST.get("prediction", "")[:200]
    value, choice, fault = prediction_read(asked.claim, typed, get_language() or "en")
    refused = fault_refusal(asked.claim, fault)
    if not fault:
        try:
            services.answer_record(
                found=of_round, user=found.user, claim=asked.claim, number=value, choice=choice
            )
        except RefusedError as error:
            refused = error.refusal
    if not refused and not request.htmx:
        return redirect("lessons:class_round", found.row.pk, of_round.pk)
    of_round.refresh_from_db()
    context = round_context(found, of_round, parts, refused=refused, typed=typed)
    template = parts["task"] if request.htmx else "lessons/classes/together/round.html"
    return render(request, template, context, status=422 if refused else 200)


@require_POST
@class_required(Right.MANAGE)
def move(request: HttpRequest, found: ClassAccess, number: int) -> HttpResponse:
    """To the next phase, back to the one before, or to the round's end."""
    of_round = round_or_404(found, number)
    try:
        if request.POST.get("to") == "end":
            services.round_close(found=of_round)
            messages.success(request, _("The round is over. What came out stays here."))
        else:
            seen = request.POST.get("seen", "")
            if seen not in PredictionRound.Phase.values:
                raise Http404
            services.round_move(found=of_round, seen=seen, back=request.POST.get("to") == "back")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("lessons:class_round", found.row.pk, of_round.pk)


# --- what the pages show -------------------------------------------------------------------------


def round_or_404(found: ClassAccess, number: int) -> PredictionRound:
    rows = PredictionRound.objects.select_related("in_class__course")
    return get_object_or_404(rows, pk=number, in_class=found.row)


def asked_or_404(of_round: PredictionRound) -> Asked:
    if (asked := selectors.asked_of(of_round)) is None:
        raise Http404
    return asked


def is_learner(found: ClassAccess) -> bool:
    return found.membership is not None and (
        found.membership.role == Membership.Role.LEARNER
        and found.membership.state == Membership.State.JOINED
    )


def round_context(
    found: ClassAccess,
    of_round: PredictionRound,
    shown: Mapping[str, str],
    *,
    refused: Refusal | None = None,
    typed: str = "",
) -> dict[str, Any]:
    """Of a page with the parts `shown`, name → template; each has a digest of what it shows."""
    asked, language = asked_or_404(of_round), get_language() or "en"
    state = selectors.round_state(of_round, asked.claim)
    turn = turn_of(of_round.phase, closed=of_round.closed_at is not None)
    own = own_view(found, asked, state, language, turn)
    context: dict[str, Any] = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "round": of_round,
        "asked": asked,
        "unit": asked.claim.unit_name or asked.claim.unit,
        "phases": PredictionRound.Phase.choices,
        "turn": turn,
        "next": phase_after(of_round.phase),
        "before": phase_before(of_round.phase),
        "learner": is_learner(found),
        "own": own,
        "typed": own["typed"],
        "waiting": waiting_for(of_round, state),
        "picture": picture_view(of_round, asked.claim, state, language),
        "informed": state.informed,
    }
    # Of what the server shows by itself: what is wrong with an answer goes with the next change.
    for name, template in shown.items():
        context[f"{name}_seen"] = digest_of(template, context)
    return context | ({"refused": refused, "typed": typed} if refused else {})


def digest_of(template: str, context: dict[str, Any]) -> str:
    """Of what a part shows, without the tokens of its forms, which change with each request."""
    return hashlib.sha256(render_to_string(template, context).encode()).hexdigest()[:32]


def own_view(
    found: ClassAccess, asked: Asked, state: RoundState, language: str, turn: int
) -> dict[str, str]:
    """What the reader predicted and measured, in words; `picked`, a choice, and `typed` are what
    the form of the `turn` begins with."""
    user, unit = found.user.pk, asked.claim.unit_name or asked.claim.unit
    view = {"first": "", "again": "", "picked": "", "typed": "", "figure": ""}
    choices = asked.claim.predict.choices if asked.claim.predict else ()
    html = {choice.key: choice.html for choice in choices}
    for number, name, answers in ((1, "first", state.first), (2, "again", state.again)):
        if user in answers.numbers:
            view[name] = with_unit(answers.numbers[user], unit, language, exact=True)
            if number == turn:
                view["typed"] = figure_text(answers.numbers[user], language)
        elif user in answers.choices:
            view[f"{name}_html"] = html.get(answers.choices[user], answers.choices[user])
            if number == turn:
                view["picked"] = answers.choices[user]
    if user in state.measured.figures:
        measured = state.measured.unit
        shown = unit if measured in ("", asked.claim.unit) else measured
        view["figure"] = with_unit(state.measured.figures[user], shown, language)
    return view
