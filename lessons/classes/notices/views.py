"""What members see of messages to their class, and what sends, takes back and closes one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.notices import services
from lessons.classes.notices.places import place_find
from lessons.classes.notices.selectors import notes_of
from lessons.classes.policy import Right
from lessons.classes.refusal import ClassCode
from virtlearn.core.htmx import HtmxRequest
from virtlearn.core.refusal import RefusedError
from virtlearn.core.way_back import way_back
from virtlearn.people.selectors import learner_of


@never_cache
@require_safe
def notes(request: HtmxRequest) -> HttpResponse:
    """The messages, for a page that asks again; 204 where it shows them all already."""
    if not request.htmx:
        return redirect("lessons:classes")
    found = notes_of(learner_of(request))
    if request.GET.get("seen", "") == " ".join(str(each.pk) for each in found or ()):
        return HttpResponse(status=204)
    back = way_back(request, reverse("lessons:classes"))
    return render(request, "lessons/classes/notices/_notes.html", {"notes": found, "back": back})


@require_POST
@class_required(Right.MANAGE)
def send(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    try:
        services.note_send(row=found.row, by=found.user, text=request.POST.get("text", "")[:5000])
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The class sees your message for an hour."))
    return redirect("lessons:class_board", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def call(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Asks the class to go to a lesson, or to a heading in it."""
    language = get_language() or "en"
    place = place_find(found.row, language, request.POST.get("place", ""))
    try:
        if place is None:
            raise RefusedError(ClassCode.NO_HEADING)
        services.call_send(row=found.row, by=found.user, place=place)
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        text = _("The class is asked to come to “%(place)s”.")
        messages.success(request, text % {"place": place.label})
    return redirect("lessons:class_board", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def take_back(request: HttpRequest, found: ClassAccess, number: int) -> HttpResponse:
    services.note_take_back(row=found.row, note=number)
    messages.success(request, _("Nobody sees that message any more."))
    return redirect("lessons:class_board", found.row.pk)


@require_POST
def close(request: HtmxRequest, number: int) -> HttpResponse:
    """A member has read it; leads to the page where it stood, or with `go` to where it asks to go.

    A page that does without being loaded anew gets the messages that are left.
    """
    user = learner_of(request)
    note = next((each for each in notes_of(user) or () if each.pk == number), None)
    if user is None or note is None:
        raise Http404
    services.note_close(note=note, user=user)
    if note.lesson and "go" in request.POST:
        url = reverse("lessons:lesson", args=[note.in_class.course.slug, note.lesson])
        return redirect(f"{url}#{note.heading}" if note.heading else url)
    back = way_back(request, reverse("lessons:classes"))
    if request.htmx:
        context = {"notes": notes_of(user), "back": back}
        return render(request, "lessons/classes/notices/_notes.html", context)
    return redirect(back)
