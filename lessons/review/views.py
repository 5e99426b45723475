"""The daily review: one question after the other, with what comes next."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.assessment import question_bank
from lessons.assessment.forms import AnswerForm
from lessons.assessment.presenter import QuestionView, question_view
from lessons.models import ReviewAnswer, ReviewCard
from lessons.publishing import reader, selectors
from lessons.publishing.links import links_resolve, resolver
from lessons.quizzes import variant
from lessons.quizzes.attempt import Tried
from lessons.quizzes.base import Answer, Fault
from lessons.quizzes.registry import Question
from lessons.review import services
from virtlearn.core.days import today, tomorrow
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due today, and the first question of it."""
    user = learner_of(request)
    due = services.due_of(user, more="more" in request.GET)
    context: dict[str, Any] = {"due": due}
    if due.cards:
        question = services.question_of(user, *name_of(due.cards[0]))
        if question is not None:
            context |= asked(due.cards[0], question)
    elif due.next_at:
        context["next_days"] = (timezone.localtime(due.next_at) - today()).days
    return shown(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
def card(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """One question: by POST its answer, by GET what that came to, or the question itself."""
    found, question = card_or_404(request, course_slug, lesson_slug, question_id)
    if request.method == "POST":
        return answer(request, found, question)
    due = services.due_of(learner_of(request))
    last = services.answer_latest(found)
    if found.due_at < tomorrow() or last is None:
        return shown(request, {"due": due, **asked(found, question)})
    return shown(request, {"due": due, **told(found, question, last)})


def answer(request: HttpRequest, card: ReviewCard, question: Question) -> HttpResponse:
    form = AnswerForm.read(request.POST)
    seed = seed_of(card, question)
    order = form.order if variant.order_check(question, form.order) else ()
    feedback = services.review_answer(
        card=card,
        question=variant.fixed(question, seed),
        answer=form.answer,
        order=order or variant.order(question, seed_order(card)),
        seed=seed,
    )
    if feedback and feedback.fault:
        due = services.due_of(learner_of(request))
        context = {"due": due, **asked(card, question, feedback.fault, form.answer, order)}
        return shown(request, context, 422)
    return redirect(url_of("review_card", card))


@require_POST
def rate(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    """How well the last answer came to mind; then the next question."""
    found, _question = card_or_404(request, course_slug, lesson_slug, question_id)
    services.review_rate(card=found, wished=request.POST.get("rating", ""))
    return redirect("lessons:review")


def card_or_404(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> tuple[ReviewCard, Question]:
    """The reader's own card, while the course has its question."""
    user = learner_of(request)
    found = services.card_for_user(user, course_slug, lesson_slug, question_id)
    question = services.question_of(user, course_slug, lesson_slug, question_id)
    if found is None or question is None:
        raise Http404
    return found, question


def name_of(card: ReviewCard) -> tuple[str, str, str]:
    return card.course, card.lesson, card.question


def url_of(name: str, card: ReviewCard) -> str:
    return reverse(f"lessons:{name}", args=name_of(card))


def seed_of(card: ReviewCard, question: Question) -> str:
    """Other numbers each time, and the same for whoever loads the page again."""
    if not question.varying.formulas:
        return ""
    return variant.seed_of(*name_of(card), card.user_id, "review", card.repetitions)


def seed_order(card: ReviewCard) -> str:
    return f"{card.user_id}:review:{card.repetitions}"


def asked(
    card: ReviewCard,
    question: Question,
    fault: Fault = "",
    typed: Answer = (),
    order: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The question before it is answered."""
    view = question_view(
        question_once(question),
        order=order or variant.order(question, seed_order(card)),
        seed=seed_of(card, question),
        fault=fault,
        typed=typed,
        dom=f"review-{question.id}",
    )
    return {**around(card, view), "fresh": "fault" if fault else ""}


def told(card: ReviewCard, question: Question, last: ReviewAnswer) -> dict[str, Any]:
    """The question with what came of the last answer, and when it comes back."""
    tried = Tried(
        1, tuple(last.answer), tuple(last.order), last.fraction, 0, last.correct, last.seed
    )
    view = question_view(
        question_once(question), attempts=(tried,), seed=last.seed, dom=f"review-{question.id}"
    )
    days = (timezone.localtime(card.due_at) - today()).days
    return {**around(card, view), "last": last, "days": max(1, days), "fresh": "answer"}


def question_once(question: Question) -> Question:
    """As it is asked here: once, and for no points."""
    return msgspec.structs.replace(question, attempts=1, hints=())


def around(card: ReviewCard, view: QuestionView) -> dict[str, Any]:
    """Where the question comes from. Its links are resolved where the template has written it."""
    return {"card": card, "question": view, "unpriced": True}


def course_context(user: User | None, card: ReviewCard) -> dict[str, Any]:
    published = reader.course_for_or_404(user, card.course)
    return {
        "lesson": selectors.lesson_head(published.course, card.lesson),
        "language": question_bank.language_of(published),
        "digest": published.digest,
        "edition": reader.edition_for(user, card.course),
    }


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, with the links of the course's texts resolved.

    The question's course is the one that its reader reads.
    """
    if card := context.get("card"):
        context |= course_context(learner_of(request), card)
    html: str = render_to_string("lessons/review.html", context, request)
    if card:
        html = links_resolve(html, resolver(card.course, context["digest"]))
    return HttpResponse(html, status=status)
