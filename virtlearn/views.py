"""Health, and the pages for when something is wrong."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.http import escape_leading_slashes
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import Metric

from labs.provisioning.health import labs_health
from labs.provisioning.states import labs_states
from lessons.progress.states import lessons_states
from virtlearn.core.log_context import reference
from virtlearn.operation.access import operator_asks
from virtlearn.operation.metrics.exposition import content_type, exposition
from virtlearn.operation.probes import database_parts, disk_has_room, ready
from virtlearn.outbox.states import outbox_states
from virtlearn.refusal import HttpCode
from virtlearn.version import version

AGAIN_SECONDS = 5  # after which a database that was away is worth another try


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: 200, or 503 as /healthz/ready; what works in detail to who may.

    Labs may be out while lessons go on, so their state is told and doesn't change the status.
    """
    if not operator_asks(request):
        return ready(request)
    parts = {**database_parts(), "disk": disk_has_room()}
    report: dict[str, Any] = {
        "ok": all(parts.values()),
        "version": version,
        "database": {"ok": parts["database"], "vendor": connection.vendor},
        "schema": {"ok": parts["schema"]},
        "disk": {"ok": parts["disk"], "free_mb": shutil.disk_usage(settings.VAR_DIR).free >> 20},
    }
    if parts["database"]:
        report |= labs_health()
    return JsonResponse(report, status=200 if report["ok"] else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with METRICS_TOKEN; for an instructor too."""
    if not operator_asks(request):
        refusal = HttpCode.METRICS.refusal()
        text = f"{refusal.message} {refusal.way_on}\n"
        return HttpResponse(text, status=403, content_type="text/plain")
    return HttpResponse(exposition(rows_states), content_type=content_type)


def rows_states() -> Iterator[Metric]:
    """What the database says for /metrics. Raises DatabaseError."""
    yield from labs_states()
    yield from lessons_states()
    yield from outbox_states()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What can't be answered; where that is the host's name, what the operator has to write."""
    context: dict[str, Any] = {"reference": reference(), "start": settings.SITE_PATH, **contact()}
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")
        context |= {"host": host, "host_name": split_domain_port(host)[0] or "learn.example.org"}
    return render(None, "400.html", context, status=400)


def page(request: HttpRequest, code: HttpCode, template: str, status: int) -> HttpResponse:
    """The page of a refusal, with the reference by which it is found in the log."""
    context = {"refusal": code.refusal(), "reference": reference()}
    return render(request, template, context, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, HttpCode.FORBIDDEN, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is not taken: too old, or sent to another name than the site was asked by."""
    context: dict[str, Any] = {"again": from_here(request)}
    if origin := origin_elsewhere(request):
        asked = f"{request.scheme}://{request.get_host()}"
        context |= {"origin": origin, "asked": asked, "origin_host": urlsplit(origin).hostname}
    context |= {"refusal": HttpCode.FORM_TOO_OLD.refusal(), "reference": reference()}
    return render(request, "403.html", context, status=403)


def origin_elsewhere(request: HttpRequest) -> str:
    """The origin that the browser sent the form from, where it is not the one that the site was
    asked by: as a rule a proxy keeps the host's name or the scheme to itself."""
    origin = request.headers.get("Origin", "")
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return "" if origin == f"{request.scheme}://{request.get_host()}" else origin


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, HttpCode.NOT_FOUND, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; or the database is away, which passes: then when to come back is said."""
    if database_failed(sys.exc_info()[1]):
        # What was sent by POST is not sent again by a link: its page has the button.
        again = request.get_full_path() if request.method == "GET" else from_here(request)
        context: dict[str, Any] = {"refusal": HttpCode.DATABASE_AWAY.refusal(), "again": again}
        context |= {"reference": reference(), "start": settings.SITE_PATH, **contact()}
        response = render(None, "503.html", context, status=503)
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
    # No context processor may fail a second time: the template asks for nothing.
    context = {"refusal": HttpCode.BROKEN.refusal(), "reference": reference()}
    context |= {"start": settings.SITE_PATH, **contact()}
    return render(None, "500.html", context, status=500)


def contact() -> dict[str, str]:
    """Whom to ask, for pages that no context processor serves."""
    return {"help_contact": settings.HELP_CONTACT}


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
    return escape_leading_slashes(referer.path) if here else str(settings.SITE_PATH)
