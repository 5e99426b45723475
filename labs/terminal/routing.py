"""The ASGI application of the terminals, with this installation's settings."""

from __future__ import annotations

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from labs.terminal.consumer import Settings, TerminalApplication
from labs.terminal.django_archive import DjangoArchive
from labs.terminal.django_backend import DjangoBackend


def host_valid(host: str) -> bool:
    """As Django judges a request's Host header."""
    allowed = settings.ALLOWED_HOSTS
    if settings.DEBUG and not allowed:
        allowed = [".localhost", "127.0.0.1", "[::1]"]
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


application = TerminalApplication(
    DjangoBackend(),
    Settings(
        origins=tuple(settings.ALLOWED_ORIGINS),
        secure=settings.HTTPS,
        session_cookie=settings.SESSION_COOKIE_NAME,
        host_valid=host_valid,
    ),
    DjangoArchive(),
)
