"""Computes digests of content by which equal content is known again, however it is formatted. Pure.

A digest is short: it tells apart what one question or task was over the years, and no more.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

digest_length = 16  # hexadecimal digits
image = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
tag = re.compile(r"<[^>]*>")


def content_digest(content: Any) -> str:
    """Of what JSON can hold: the order of an object's keys does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:digest_length]


def words_of(text: str) -> str:
    """What is read of sanitised HTML: its words, and what its images show in words.

    Spaces count once. A drawing (SVG) is what it is drawn of, so its markup stays.
    """
    if "<svg" not in text:
        text = html.unescape(tag.sub("", image.sub(r"\1", text)))
    return " ".join(text.split())
