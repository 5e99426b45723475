"""Texts of pages as a reader has them."""

from __future__ import annotations

import html
from typing import Any

from django.test import Client


def text_of(response: Any) -> str:
    """The page with its entities read and its white space folded."""
    return " ".join(html.unescape(response.content.decode()).split())


def text_at(client: Client, path: str, status: int = 200) -> str:
    """The page at `path` with its entities read, its lines as they are; fails on another status."""
    response = client.get(path)
    assert response.status_code == status
    return html.unescape(response.content.decode())
