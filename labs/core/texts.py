"""Texts and numbers in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format


def text_in(texts: Any, language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def number(value: float) -> str:
    """At most two decimals, none that says nothing."""
    return str(number_format(f"{value:.2f}".rstrip("0").rstrip("."), use_l10n=True))
