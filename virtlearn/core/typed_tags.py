"""Template filter of what people typed: `{{ person.username|isolated }}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(text: str) -> SafeString:
    """`text` escaped, and kept from turning round what stands beside it (HTML, the bdi element)."""
    return format_html("<bdi>{}</bdi>", text)
