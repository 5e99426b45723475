"""Texts as pages show them: HTML of ours as plain text, numbers in digits."""

from __future__ import annotations

import html as htmllib
import re


def plain(html: str) -> str:
    """The text of sanitised HTML on one line."""
    return " ".join(htmllib.unescape(re.sub(r"<[^>]*>", "", html)).split())


def number_text(value: float, decimal_mark: str) -> str:
    """All digits that matter."""
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return text.replace(".", decimal_mark)
