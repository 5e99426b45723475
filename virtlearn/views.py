"""Health, and the pages for when something is wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from labs.selectors import labs_health


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """What works: 200 where pages can be served, 503 where the database can't be read.

    Labs may be out while lessons go on, so their state is told and doesn't change the status.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        report = {"database": {"ok": True, "vendor": connection.vendor}, **labs_health()}
    except DatabaseError as error:
        report = {"database": {"ok": False, "message": type(error).__name__}}
    report["ok"] = ok = report["database"]["ok"]
    return JsonResponse(report, status=200 if ok else 503)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processor may fail a second time: the template asks for nothing.
    return render(None, "500.html", {"debug": settings.DEBUG}, status=500)
