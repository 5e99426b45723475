"""Health for load balancers: whether this process lives, and whether pages can be served.

Both say little, to anybody, whatever name they were asked by: no host is judged, no session read,
no cookie set. The details are at /healthz.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virtlearn.operation.access import token_given
from virtlearn.operation.schema import migrations_known

open_to_all = frozenset({"/healthz/live", "/healthz/ready"})
open_by_token = frozenset({"/healthz", "/metrics"})


def probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answers them before any middleware that judges the host, or reads a session.

    /healthz and /metrics too where the token is given: Prometheus asks by an address.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path in open_to_all or (path in open_by_token and token_given(request)):
            try:
                match = resolve(path)
            except Resolver404:
                return get_response(request)
            request.resolver_match = match
            response: HttpResponseBase = match.func(request)
            return response
        return get_response(request)

    return middleware


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 where pages can be served, 503 where not; labs may be out while lessons go on."""
    parts = {**database_parts(), "disk": disk_has_room()}
    ok = all(parts.values())
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


def database_parts() -> Mapping[str, bool]:
    """Whether it answers, and is this version's: one query."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except (DatabaseError, InterfaceError):
        connection.close()
        return {"database": False, "schema": False}
    return {"database": True, "schema": {f"{app}.{name}" for app, name in applied} == known()}


@cache
def known() -> frozenset[str]:
    return frozenset(migrations_known())


def disk_has_room() -> bool:
    """At least READY_DISK_MB are free where the installation keeps what it has."""
    try:
        free = shutil.disk_usage(settings.VAR_DIR).free
    except OSError:
        return False
    return free >= settings.READY_DISK_MB << 20
