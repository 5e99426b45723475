"""Takes a learner's answer whether their screens may be shown on the class's board."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.screens import services
from lessons.models import Membership
from virtlearn.core.way_back import way_back


@require_POST
@class_required()
def answer(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """`show` is "yes", or anything else for no; leads back to where it was asked."""
    member = found.membership
    if member is None or member.role != Membership.Role.LEARNER:
        raise Http404
    shows = request.POST.get("show") == "yes"
    services.answer_set(member=member, shows=shows)
    if shows:
        text = _("Your teachers may see your terminals on the class's board. You can stop it here.")
    else:
        text = _("Nobody sees your terminals on the class's board.")
    messages.success(request, text)
    return redirect(way_back(request, reverse("lessons:class", args=[found.row.pk])))
