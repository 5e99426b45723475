"""HTML of ours as plain text, where only text can stand: in the options of a select."""

from __future__ import annotations

import html as htmllib
import re


def plain(html: str) -> str:
    """The text of sanitised HTML on one line."""
    return " ".join(htmllib.unescape(re.sub(r"<[^>]*>", "", html)).split())
