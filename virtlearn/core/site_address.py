"""The address under which the site is reached: its host for links that leave it, its path for all.

The host is SITE_URL and nothing else: a request says which one it was sent to, and whoever sends
it can say what they like. The path is SITE_PATH; what Django's `reverse` gives has it already.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings


def site_url(path: str) -> str:
    """The whole address of `path`, which begins with SITE_PATH."""
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


def cookie_name(name: str, path: str, *, https: bool) -> str:
    """What a cookie of the site at `path` ("/", "/learn/") is called.

    A browser sends a page the cookies of all paths above it too, and two of one name can't be told
    apart: below a path they are named after it. By its prefix a browser takes a cookie over HTTPS
    alone; `__Host-` is for the whole host, whose cookies no other host can set.
    """
    if path == "/":
        return f"__Host-{name}" if https else name
    named = f"{path.strip('/').replace('/', '.')}.{name}"
    return f"__Secure-{named}" if https else named
