"""The Content-Security-Policy: everything from here, nothing inline."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
strict = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
styles_inline = strict.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
header = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if header not in response:
            response[header] = strict
        return response


def csp_styles_inline(view: View) -> View:
    """For the lab page alone: xterm.js writes style elements of its own."""

    @wraps(view)
    def loosened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response[header] = styles_inline
        return response

    return loosened
