"""Which pages may open a terminal: W1 of the red team, without a server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.core.origin import origin_allowed, origin_parse

here = {"host": "learn.example.org:8000", "secure": False}


def allowed(origin: str | None, host: str, *origins: str, secure: bool = False) -> bool:
    return origin_allowed(origin, allowed=origins, host=host, secure=secure)


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://LEARN.example.org:8000", "learn.example.org:8000", False),
        ("http://learn.example.org", "learn.example.org", False),
        ("http://learn.example.org:80", "learn.example.org", False),
        ("https://learn.example.org", "learn.example.org", True),
        ("http://[::1]:8000", "[::1]:8000", False),
    ],
)
def test_same_origin(origin: str, host: str, secure: bool) -> None:
    assert allowed(origin, host, secure=secure)


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        (None, "127.0.0.1:8000", False),
        ("", "127.0.0.1:8000", False),
        ("null", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8001", "127.0.0.1:8000", False),  # another port
        ("https://127.0.0.1:8000", "127.0.0.1:8000", False),  # another scheme
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://localhost:8000", "127.0.0.1:8000", False),
        ("http://evil.example", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000.evil.example", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000@evil.example", "127.0.0.1:8000", False),
        ("http://evil.example/http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000/path", "127.0.0.1:8000", False),
        ("ws://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://127.0.0.1:99999", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000", "", False),
    ],
)
def test_strange_origins(origin: str | None, host: str, secure: bool) -> None:
    assert not allowed(origin, host, secure=secure)


def test_a_list_replaces_the_host() -> None:
    listed = ("https://learn.example.org", "https://class.example.org:8443")
    assert allowed("https://learn.example.org", "127.0.0.1:8000", *listed)
    assert allowed("https://class.example.org:8443", "127.0.0.1:8000", *listed)
    assert not allowed("https://class.example.org", "127.0.0.1:8000", *listed)
    assert not allowed("http://learn.example.org", "127.0.0.1:8000", *listed)
    assert not allowed("http://127.0.0.1:8000", "127.0.0.1:8000", *listed)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    origin_parse(text)
    origin_allowed(text, allowed=(), host=text, secure=False)
