"""Health, and the pages for when something is wrong."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import escape_leading_slashes
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from labs.provisioning.health import labs_health
from virtlearn.refusal import HttpCode
from virtlearn.version import version

AGAIN_SECONDS = 5  # after which a database that was away is worth another try


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """What works: 200 where pages can be served, 503 where the database can't be read.

    Labs may be out while lessons go on, so their state is told and doesn't change the status.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        report: dict[str, Any] = {
            "database": {"ok": True, "vendor": connection.vendor},
            **labs_health(),
        }
    except DatabaseError as error:
        code = str(HttpCode.DATABASE_AWAY)
        report = {"database": {"ok": False, "code": code, "message": type(error).__name__}}
    report["version"] = version
    report["ok"] = ok = report["database"]["ok"]
    return JsonResponse(report, status=200 if ok else 503)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"refusal": HttpCode.FORBIDDEN.refusal()}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {"refusal": HttpCode.FORM_TOO_OLD.refusal(), "again": from_here(request)}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {"refusal": HttpCode.NOT_FOUND.refusal()}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; or the database is away, which passes: then when to come back is said."""
    if database_failed(sys.exc_info()[1]):
        # What was sent by POST is not sent again by a link: its page has the button.
        again = request.get_full_path() if request.method == "GET" else from_here(request)
        context = {"refusal": HttpCode.DATABASE_AWAY.refusal(), "again": again}
        response = render(None, "503.html", context, status=503)
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
    # No context processor may fail a second time: the template asks for nothing.
    refusal = HttpCode.BROKEN.refusal()
    return render(None, "500.html", {"refusal": refusal, "debug": settings.DEBUG}, status=500)


def database_failed(error: BaseException | None) -> bool:
    """Whether `error` came of a database that does not answer, or can't store anything."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, (OperationalError, InterfaceError, sqlite3.OperationalError)):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def from_here(request: HttpRequest) -> str:
    """The path of the page that a form was sent from; the start page where that is not known."""
    referer = urlsplit(request.headers.get("Referer", ""))
    here = referer.netloc == request.headers.get("Host") and referer.path
    return escape_leading_slashes(referer.path) if here else "/"
