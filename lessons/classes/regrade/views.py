"""Pages of regrading: what can be graded again, a look at it, doing and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around
from lessons.classes.grades.selectors import course_of
from lessons.classes.policy import Right
from lessons.classes.regrade import presenter
from lessons.classes.regrade.forms import RegradeForm
from lessons.classes.services import running_or_refuse
from lessons.models import Course, Regrade
from lessons.publishing import selectors as publishing
from lessons.publishing.links import links_resolve, resolver
from lessons.quizzes.regrading import Mode
from lessons.regrades import selectors, services
from lessons.regrades.answers import Key, Scope
from lessons.regrades.refusal import RegradeCode
from virtlearn.core.refusal import Refusal, RefusedError
from virtlearn.people.access import head_required
from virtlearn.people.models import User


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Whose answers a page is about, who asks, where its pages are, and what it shows around."""

    scope: Scope
    user: User
    url: Callable[..., str]  # of a page of regrading, by its name and what follows
    context: dict[str, Any]
    over: bool = False  # nothing is changed any more

    def refuse(self) -> None:
        """Raises RefusedError where nothing is changed any more."""
        if self.scope.in_class is not None:
            running_or_refuse(self.scope.in_class)


def class_place(found: ClassAccess) -> Place:
    published = course_of(found.row)
    if published is None:
        raise Http404
    scope = Scope(course=found.row.course, published=published, in_class=found.row)

    def url(name: str = "", *args: object) -> str:
        return reverse(f"lessons:class_regrade{name}", args=[found.row.pk, *args])

    return Place(
        scope=scope,
        user=found.user,
        url=url,
        context=around(found),
        over=found.phase.is_over,
    )


def course_place(request: HttpRequest, course_slug: str) -> Place:
    """Of all its classes, and of whoever learns without one."""
    course = get_object_or_404(Course.objects.select_related("current"), slug=course_slug)
    scope = Scope(course=course, published=publishing.course_current_or_404(course_slug))

    def url(name: str = "", *args: object) -> str:
        return reverse(f"lessons:regrade{name}", args=[course_slug, *args])

    return Place(scope=scope, user=cast("User", request.user), url=url, context={"course": course})


@never_cache
@require_safe
@class_required(Right.MANAGE)
def class_regrades(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    return regrades(request, class_place(found))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def class_question(
    request: HttpRequest, found: ClassAccess, lesson_slug: str, question_id: str
) -> HttpResponse:
    return question(request, class_place(found), (lesson_slug, question_id))


@require_POST
@class_required(Right.MANAGE)
def class_undo(request: HttpRequest, found: ClassAccess, number: int) -> HttpResponse:
    return undo(request, class_place(found), number)


@never_cache
@require_safe
@head_required
def course_regrades(request: HttpRequest, course_slug: str) -> HttpResponse:
    return regrades(request, course_place(request, course_slug))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def course_question(
    request: HttpRequest, course_slug: str, lesson_slug: str, question_id: str
) -> HttpResponse:
    return question(request, course_place(request, course_slug), (lesson_slug, question_id))


@require_POST
@head_required
def course_undo(request: HttpRequest, course_slug: str, number: int) -> HttpResponse:
    return undo(request, course_place(request, course_slug), number)


def regrades(request: HttpRequest, place: Place, refused: Refusal | None = None) -> HttpResponse:
    """What can be graded again, what was, and what is not asked any more."""
    scope = place.scope
    pending, hidden = selectors.overview(scope)
    lines = presenter.pending_lines(scope, pending)
    context = {
        **place.context,
        "over": place.over,
        "zone": scope.in_class.time_zone if scope.in_class else settings.TIME_ZONE,
        "pending": [(each, place.url("_question", *each.key)) for each in lines],
        "hidden": presenter.hidden_lines(scope, hidden),
        "done": [
            (each, place.url("_undo", each.row.pk))
            for each in presenter.done_views(scope, selectors.regrades_of(scope))
        ],
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "lessons/classes/regrade/regrades.html", context, status=status)


def question(request: HttpRequest, place: Place, key: Key) -> HttpResponse:
    """Shows who would have more and less; POST does it, where nothing has changed since."""
    if request.method != "POST":
        return preview(request, place, key, RegradeForm(initial={"mode": Mode.HIGHER}))
    form = RegradeForm(request.POST)
    try:
        place.refuse()
        if not form.is_valid():
            raise RefusedError(RegradeCode.FORM_WRONG)
        services.regrade_apply(
            scope=place.scope,
            key=key,
            mode=Mode(form.cleaned_data["mode"]),
            reason=form.cleaned_data["reason"],
            by=place.user,
            seen=request.POST.get("seen", ""),
        )
    except RefusedError as error:
        return preview(request, place, key, form, error.refusal)
    messages.success(request, _("The answers are graded again. You can undo it below."))
    return redirect(place.url())


def preview(
    request: HttpRequest,
    place: Place,
    key: Key,
    form: RegradeForm,
    refused: Refusal | None = None,
) -> HttpResponse:
    plan = selectors.plan_of(place.scope, key)
    if plan is None:
        raise Http404
    names = presenter.names_of(place.scope, plan)
    context = {
        **place.context,
        "over": place.over,
        "back": place.url(),
        "title": presenter.question_line(place.scope, key),
        "change": presenter.change_words.get(plan.change, ""),
        "shown": [
            presenter.question_shown(place.scope, plan.asked, "before"),
            presenter.question_shown(place.scope, plan.forms, "now"),
        ],
        "modes": presenter.mode_views(plan, str(form["mode"].value())),
        "learners": presenter.learner_lines(plan, names),
        "count": len(plan.lines),
        "kept": selectors.kept_counted(place.scope, key),
        "seen": plan.seen,
        "form": form,
        "refused": refused,
    }
    html: str = render_to_string("lessons/classes/regrade/question.html", context, request)
    links = resolver(place.scope.course.slug, place.scope.published.digest)
    return HttpResponse(links_resolve(html, links), status=422 if refused else 200)


def undo(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """What was in force before counts again."""
    scope = place.scope
    row = get_object_or_404(Regrade, pk=number, course=scope.course, in_class=scope.in_class)
    try:
        place.refuse()
        services.regrade_undo(scope=scope, regrade=row, by=place.user)
    except RefusedError as error:
        return regrades(request, place, error.refusal)
    messages.success(request, _("It is undone: what counted before counts again."))
    return redirect(place.url())
