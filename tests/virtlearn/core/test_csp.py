"""The Content-Security-Policy as a browser reads it: directive by directive."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.policy import directives
from virtlearn.core import csp

ours = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "manifest-src": {"'self'"},
}


@pytest.mark.parametrize(
    ("policy", "differs"),
    [
        (csp.strict, {}),
        (csp.with_wasm, {"script-src": {"'self'", "'wasm-unsafe-eval'"}}),
        (csp.with_frames, {"frame-src": {"'self'"}}),
        (csp.in_frames, {"frame-ancestors": {"'self'"}}),
    ],
)
def test_each_policy_is_the_strict_one_but_for_one_thing(
    policy: str, differs: dict[str, set[str]]
) -> None:
    assert directives(policy) == ours | differs


def answered(**headers: str) -> HttpResponse:
    middleware = csp.ContentSecurityPolicyMiddleware(lambda _: HttpResponse(headers=headers))
    response = middleware(HttpRequest())
    assert isinstance(response, HttpResponse)
    return response


def test_a_page_has_the_strict_policy_unless_it_has_its_own() -> None:
    assert directives(answered()["Content-Security-Policy"]) == ours
    own = answered(**{"Content-Security-Policy": csp.in_frames})
    assert own["Content-Security-Policy"] == csp.in_frames


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/accounts/login/", "/en/nothing-here/"])
def test_pages_are_sent_with_it(path: str) -> None:
    response = Client().get(path)
    assert directives(response["Content-Security-Policy"]) == ours
