"""Names requests for metrics and logs: by their route, and by a path without its secrets."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch

# Whoever knows one of these may do what its link is for.
secret_arguments = frozenset({"token", "key", "uidb36", "code", "rest"})  # rest: what is no address
methods = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# In an address that no route has, what may be a link's secret with a slip of the pen.
tokenish = re.compile(r"(?=[\w-]*[A-Z0-9])[\w-]{16,}")
hidden = "-"


def route_of(request: HttpRequest) -> str:
    """The route's name ("lessons:lesson"), "static", or "unmatched": a few, whatever is asked."""
    match = match_of(request)
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in methods else "other"


def path_public(request: HttpRequest) -> str:
    """The path as a log may have it: in ASCII, without the tokens and keys of links."""
    path, match = request.path, match_of(request)
    if match is None:
        static = path.startswith(settings.STATIC_URL)
        return quote(path if static else tokenish.sub(hidden, path))
    for name, value in match.kwargs.items():
        if name in secret_arguments:
            path = path.replace(str(value), hidden)
    return quote(path)


def query_public(request: HttpRequest) -> str:
    """The names of the query's parameters: what they are set to is nobody's business."""
    return quote(",".join(sorted(request.GET)), safe=",")


def match_of(request: HttpRequest) -> ResolverMatch | None:
    match: ResolverMatch | None = getattr(request, "resolver_match", None)
    return match


class SecretPathFilter(logging.Filter):
    """Takes links' secrets out of what Django itself says of a request ("Not Found: /…")."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            written = {request.path, request.path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(
                path_public(request) if isinstance(each, str) and each in written else each
                for each in record.args
            )
        return True
