"""The page of what changed in each version: CHANGELOG.md, which the footer's version leads to."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown import markdown

# Files of the project, which the site does not serve: their names stay.
link_to_file = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


@cache
def changes_html() -> SafeString:
    """Of the file that came with the code, once a process."""
    text = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    _title, _, versions = text.partition("\n## ")
    return mark_safe(markdown(link_to_file.sub(r"\1", f"## {versions}")))  # noqa: S308 - our own


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    return render(request, "changes.html", {"changes": changes_html()})
