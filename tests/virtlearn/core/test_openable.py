from __future__ import annotations

import pytest

from virtlearn.core.openable import openable


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("2001:db8::7", "http://[2001:db8::7]:8000"),
        ("learn.example.org", "http://learn.example.org:8000"),
    ],
)
def test_what_is_shown_can_be_opened(host: str, shown: str) -> None:
    assert openable(host, 8000) == shown
