"""The address under which the site is reached, for links that leave it: SITE_URL and nothing else.

A request says which host it was sent to, and whoever sends it can say what they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings


def site_url(path: str) -> str:
    """The whole address of `path`, which begins with a slash."""
    return f"{settings.SITE_URL}{path}"


def site_host() -> str:
    """The host of the site's address, with its port where that is not the usual one."""
    return urlsplit(settings.SITE_URL).netloc


def site_url_guess(origins: Sequence[str], hosts: Sequence[str], port: int, *, https: bool) -> str:
    """What SITE_URL is where nobody has set it: the first origin of ALLOWED_ORIGINS, else the first
    name of ALLOWED_HOSTS, with PORT."""
    if origins:
        return origins[0]
    host = next((each for each in hosts if not each.startswith(("*", "."))), "127.0.0.1")
    return f"https://{host}" if https else f"http://{host}:{port}"
