"""What the templates of courses need."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from lessons import preview
from virtlearn.problems import Problem

register = template.Library()


@register.filter
def text(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in whichever comes first: a draft may lack a translation."""
    return texts.get(language) or next(iter(texts.values()), "")


@register.simple_tag
def lang_of(language: str) -> str:
    """A `lang` attribute where the course doesn't speak the page's language."""
    return "" if language == get_language() else format_html('lang="{}"', language)


@register.simple_tag
def preview_problems() -> tuple[Problem, ...]:
    return preview.shown.problems


@register.simple_tag
def preview_version() -> int:
    return preview.shown.version
