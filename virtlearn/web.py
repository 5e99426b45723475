"""What every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context: the language switch (same page, other language) and the preview's mark."""
    current = get_language()
    return {
        "other_languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": translate_url(request.get_full_path(), code),
            }
            for code, _name in settings.LANGUAGES
            if code != current
        ],
        "course_preview": settings.COURSE_PREVIEW,
        "registration_open": settings.ACCOUNT_ALLOW_REGISTRATION,
    }
