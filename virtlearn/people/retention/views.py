"""The head's page of what is removed by itself, and how much would go now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virtlearn.people.access import head_required
from virtlearn.people.retention.services import retentions


@never_cache
@require_safe
@head_required
def retention(request: HttpRequest) -> HttpResponse:
    rows = [(each, each.count()) for each in retentions()]
    return render(request, "people/retention.html", {"rows": rows})
