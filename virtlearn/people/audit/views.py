"""Pages of the audit log: a learner's own, and the head's of all."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virtlearn.people.access import head_required
from virtlearn.people.audit.presenter import entries_view
from virtlearn.people.audit.selectors import entries_all, entries_of
from virtlearn.people.models import AuditEntry, User

page_size = 100


@never_cache
@require_safe
@login_required
def log_mine(request: HttpRequest) -> HttpResponse:
    """Who looked at the reader's work, or changed the account."""
    user = cast(User, request.user)
    return log_render(request, entries_of(user.pk), {"mine": True})


@never_cache
@require_safe
@head_required
def log_all(request: HttpRequest) -> HttpResponse:
    """The log of everybody, or with `?person=NUMBER` of one account."""
    person = request.GET.get("person", "")
    chosen = int(person) if person.isdecimal() and len(person) < 18 else 0
    rows = entries_of(chosen) if chosen else entries_all()
    context: dict[str, object] = {"person": chosen, "about": User.objects.filter(pk=chosen).first()}
    return log_render(request, rows, context)


def log_render(
    request: HttpRequest, rows: QuerySet[AuditEntry], context: dict[str, object]
) -> HttpResponse:
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    context |= {"page": page, "entries": entries_view(list(page))}
    return render(request, "people/log.html", context)
