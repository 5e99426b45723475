"""System checks: what is missing for the site to work, and how to mend it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks


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
def recordings_folder(**kwargs: Any) -> list[CheckMessage]:
    """It is made when it is first needed."""
    folder = Path(settings.RECORDINGS_DIR)
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"RECORDINGS_DIR is {str(folder)!r}, where this user can write nothing.",
            hint="Write a folder that it may fill.",
            id="virtlearn.E002",
        )
    ]


def faults() -> list[str]:
    """What keeps the site from starting: a line each, with what to write."""
    found = [each for each in run_checks() if each.is_serious() and not each.is_silenced()]
    return [" ".join(f"{each.msg} {each.hint or ''}".split()) for each in found]


@register
def mail_encryption(**kwargs: Any) -> list[CheckMessage]:
    if not (settings.EMAIL_USE_SSL and settings.EMAIL_USE_TLS):
        return []
    return [
        Error(
            "EMAIL_USE_SSL and EMAIL_USE_TLS are both set, and a connection has one of them.",
            hint="Leave both out: port 465 uses the first, any other port the second.",
            id="virtlearn.E003",
        )
    ]
