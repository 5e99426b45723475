"""Content-Security-Policy: everything from here, nothing inline."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

strict = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
# For a page whose library compiles WebAssembly; it allows no script from a text.
with_wasm = strict.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
# For a page that shows another one of this site beside its text, and for the one that is shown.
with_frames = f"{strict}; frame-src 'self'"
in_frames = strict.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
# For a page that is looked at alone: nothing in it is sent anywhere.
looked_at = in_frames.replace("form-action 'self'", "form-action 'none'").replace(
    "connect-src 'self'", "connect-src 'none'"
)
header = "Content-Security-Policy"


def with_nonce(nonce: str) -> str:
    """For a page with an import map, which has to stand in it, and with a library that writes style
    sheets; it shows another page of this site beside its own."""
    allowed = f"'self' 'nonce-{nonce}'"
    scripts = with_frames.replace("script-src 'self'", f"script-src {allowed}")
    return scripts.replace("style-src 'self'", f"style-src {allowed}")


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if header not in response:
            response[header] = strict
        return response
