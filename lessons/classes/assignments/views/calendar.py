"""A reader's calendar of what is due: the page with its secret link, and the feed."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lessons.assignments import services
from lessons.classes.assignments.feed import calendar_made
from lessons.models import CalendarFeed
from virtlearn.people.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The link; POST makes it anew, and the old one ends."""
    user = cast(User, request.user)
    if request.method == "POST":
        services.calendar_feed_renew(user=user)
        messages.success(request, _("This is the new link. The old one shows nothing any more."))
        return redirect("lessons:calendar")
    token = services.calendar_feed_of(user).token
    link = request.build_absolute_uri(reverse("lessons:calendar_feed", args=[token]))
    return render(request, "lessons/classes/assignments/calendar.html", {"link": link})


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has the link: programs fetch it without signing in."""
    row = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token)
    if not row.user.is_active:
        return HttpResponse(status=404)
    site = request.build_absolute_uri("/").rstrip("/")
    body = calendar_made(row.user, site=site)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="virtlearn.ics"'
    return response
