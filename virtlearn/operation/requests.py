"""Middleware around every request: its id in all logs, the access log, its metrics."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from virtlearn.core.log_context import Context, id_make, id_sane, log_context
from virtlearn.operation.metrics import declared
from virtlearn.operation.routes import method_of, path_public, query_public, route_of

log = logging.getLogger("virtlearn.access")
# Asked every few seconds by machines: in the metrics, and in the log only where all is wanted.
frequent = frozenset({"healthz_live", "healthz_ready", "metrics"})


def observed(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The first of all middlewares: what it measures is the whole answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        context = Context(id_of(request), lambda: user_id(request))
        request.log_context = context  # type: ignore[attr-defined]
        began = time.perf_counter()
        with log_context(context):
            response = get_response(request)
            seconds = time.perf_counter() - began
            route, method = route_of(request), method_of(request)
            declared.request_answered(route, method, response.status_code, seconds)
            if settings.ACCESS_LOG:
                access_log(request, response, seconds)
        return response

    return middleware


def access_log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    fields = {
        "method": method_of(request),
        "route": route_of(request),
        "path": path_public(request),
        "query": query_public(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "bytes": len(response.content) if isinstance(response, HttpResponse) else None,
    }
    level = logging.DEBUG if fields["route"] in frequent else logging.INFO
    log.log(level, "%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s B", fields, extra=fields)


def id_of(request: HttpRequest) -> str:
    """The id that the server gave the request (virtlearn.serving.request_ids), or a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if id_sane(given) else id_make()


def user_id(request: HttpRequest) -> int | None:
    """Of who asks, where the page has looked; nobody is looked up for a log."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
