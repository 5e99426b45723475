"""What every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from virtlearn.version import version


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context: what base.html needs besides the user and the messages."""
    return site_context(request.get_full_path())


def site_context(path: str) -> dict[str, Any]:
    """The same for pages that are rendered without a request: `path` is the page's own."""
    current = get_language()
    return {
        "other_languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": translated(path, code),
            }
            for code, _name in settings.LANGUAGES
            if code != current
        ],
        "site_path": settings.SITE_PATH,
        "course_preview": settings.COURSE_PREVIEW,
        "version": version,
        "help_contact": settings.HELP_CONTACT,
        "registration_open": settings.ACCOUNT_ALLOW_REGISTRATION and not settings.SSO_ONLY,
        "sign_on_providers": list(settings.SSO.values()),
        "sign_on_only": bool(settings.SSO_ONLY),
    }


def translated(path: str, language: str) -> str:
    """The path of the same page in `language`; of a page that has none, its own.

    Django's function takes paths without SITE_PATH, and gives what it has found with it.
    """
    inside = f"/{path.removeprefix(settings.SITE_PATH)}" if settings.SITE_PATH != "/" else path
    found: str = translate_url(inside, language)
    return path if found == inside else found
