"""A form leads back to a page of this site, and to no other."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from virtlearn.core.way_back import way_back


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        ("/en/classes/1/board/?label=2", "/en/classes/1/board/?label=2"),
        ("", "/home/"),
        ("en/classes/", "/home/"),
        ("https://example.org/", "/home/"),
        ("//example.org/", "/home/"),
        ("/\\example.org/", "/home/"),
        ("javascript:alert(1)", "/home/"),
    ],
)
def test_a_path_of_this_site_is_led_to(given: str, leads: str) -> None:
    make = RequestFactory()
    assert way_back(make.post("/", {"back": given}), "/home/") == leads
    assert way_back(make.get("/", {"back": given}), "/home/") == leads
    assert way_back(make.get("/"), "/home/") == "/home/"
