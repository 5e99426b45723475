"""System checks: what is missing for the site to work, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def browser_libraries(**kwargs: Any) -> list[CheckMessage]:
    def file(name: str) -> Path:
        prefix, _, path = name.partition("/")
        return Path(settings.BROWSER_LIBRARIES[prefix]) / path

    return [
        Error(
            f"The browser library's file {name} is not at {file(name)}.",
            hint="Run `npm ci`, or `make run`, which does it.",
            id="virtlearn.E001",
        )
        for name in settings.BROWSER_FILES
        if not file(name).is_file()
    ]


@register
def origins(**kwargs: Any) -> list[CheckMessage]:
    def wrong(origin: str) -> bool:
        parts = urlsplit(origin)
        return parts.scheme not in {"http", "https"} or not parts.hostname or bool(parts.path)

    return [
        Error(
            f"ALLOWED_ORIGINS has {origin!r}, which is no origin.",
            hint="Write scheme, host and, where it is not the usual one, port: "
            "https://learn.example.org",
            id="virtlearn.E002",
        )
        for origin in settings.ALLOWED_ORIGINS
        if wrong(origin)
    ]


@register
def metrics_token(**kwargs: Any) -> list[CheckMessage]:
    token: str = settings.METRICS_TOKEN
    if not token or (len(token) >= 16 and token.isascii() and not set(token) & set(" \t")):
        return []
    return [
        Error(
            "METRICS_TOKEN is too short, or no word of ASCII.",
            hint="Write at least 16 characters without spaces; `openssl rand -hex 24` makes some.",
            id="virtlearn.E003",
        )
    ]
