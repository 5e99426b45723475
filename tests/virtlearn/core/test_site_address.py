"""What a site's cookies are called, by its path."""

from __future__ import annotations

import itertools

import pytest

from virtlearn.core.site_address import cookie_name


@pytest.mark.parametrize(
    ("path", "https", "name"),
    [
        ("/", False, "sessionid"),
        ("/", True, "__Host-sessionid"),
        ("/learn/", False, "learn.sessionid"),
        ("/learn/", True, "__Secure-learn.sessionid"),  # __Host- is for the path /
        ("/school/learn/", True, "__Secure-school.learn.sessionid"),
    ],
)
def test_a_cookie_is_named_after_the_path(path: str, https: bool, name: str) -> None:
    assert cookie_name("sessionid", path, https=https) == name


def test_sites_below_one_another_have_cookies_of_their_own() -> None:
    """A browser sends a page what any path above it has set, by name alone."""
    paths = ("/", "/a/", "/a/b/", "/a-b/", "/b/", "/a_b/")
    for one, other in itertools.combinations(paths, 2):
        assert cookie_name("x", one, https=True) != cookie_name("x", other, https=True)
