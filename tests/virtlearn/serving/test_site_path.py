"""The path below which a site is reached is left out of what is asked, wherever it is there."""

from __future__ import annotations

import pytest

from virtlearn.serving.site_path import site_path_leave_out, websocket_paths


@pytest.mark.parametrize(
    ("site_path", "asked", "inside"),
    [
        ("/", "/en/", "/en/"),
        ("/", "//en/", "//en/"),
        ("/learn/", "/learn/en/", "/en/"),  # a proxy that passes it on
        ("/learn/", "/en/", "/en/"),  # one that leaves it out, and who asks by the port
        ("/learn/", "/learn/", "/"),
        ("/learn/", "/learn", "/"),
        ("/learn/", "/", "/"),
        ("/learn/", "/learner/", "/learner/"),
        ("/learn/", "/learn/learn/en/", "/learn/en/"),  # once
        ("/school/learn/", "/school/learn/ws/terminal/", "/ws/terminal/"),
        ("/school/learn/", "/school/", "/school/"),
    ],
)
def test_a_request_is_for_the_same_with_the_path_and_without(
    site_path: str, asked: str, inside: str
) -> None:
    scope = {"type": "http", "path": asked}
    site_path_leave_out(scope, site_path)
    assert scope == {"type": "http", "path": inside}


def test_what_has_no_path_stays_as_it_is() -> None:
    scope = {"type": "lifespan"}
    site_path_leave_out(scope, "/learn/")
    assert scope == {"type": "lifespan"}


def test_a_handshake_may_have_the_path_or_not() -> None:
    assert b"/ws/terminal/".startswith(websocket_paths(b"/ws/", "/"))
    for path in (b"/ws/terminal/", b"/learn/ws/terminal/"):
        assert path.startswith(websocket_paths(b"/ws/", "/learn/"))
    assert not b"/learned/ws/".startswith(websocket_paths(b"/ws/", "/learn/"))
