"""Template tag of an error: `{% refusal "recording-broken" %}`, or `… as broken %}`."""

from __future__ import annotations

from typing import Any

from django import template

from virtlearn.core.refusal import Refusal, codes

register = template.Library()


@register.simple_tag
def refusal(code: str, **values: Any) -> Refusal:
    """The error of that code, written as its message and its way on. KeyError for none such."""
    return codes()[code].refusal(**values)
