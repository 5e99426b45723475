"""Checks a websocket's Origin header. Pure.

Browsers send an Origin with every websocket, and let any page open one to anywhere with the
visitor's cookies: without this check a strange page could type into a learner's machine. Scheme
and port count as well as the host: another port of this host may be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

ports = {"http": 80, "https": 443}


def origin_parse(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port in lower case; None for what is no http(s) origin ("null", a path)."""
    try:
        parts = urlsplit(origin.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ports or not parts.hostname or parts.username is not None:
        return None
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return None
    return parts.scheme, parts.hostname.lower(), port or ports[parts.scheme]


def origin_allowed(
    origin: str | None, *, allowed: Collection[str], host: str, secure: bool
) -> bool:
    """One of `allowed`, full origins; with none given, the origin that `host`, the Host header,
    and `secure`, whether the connection is TLS, name."""
    if origin is None or (found := origin_parse(origin)) is None:
        return False
    if allowed:
        return found in {origin_parse(each) for each in allowed}
    return found == origin_parse(f"{'https' if secure else 'http'}://{host}")
