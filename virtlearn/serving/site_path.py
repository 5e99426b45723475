"""Leaves the path below which a site is reached (SITE_PATH) out of requests.

Some proxies pass the whole path on, others leave that part out themselves, and who asks by the
site's own port knows nothing of it: to the application all three ask for the same. It puts the path
into every address that it gives (Django's FORCE_SCRIPT_NAME).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any


def site_path_leave_out(scope: MutableMapping[str, Any], site_path: str) -> None:
    """Shorten the path of an ASGI scope that begins with `site_path` ("/learn/")."""
    path = scope.get("path", "")  # a lifespan has none
    if site_path != "/" and f"{path}/".startswith(site_path):
        scope["path"] = f"/{path[len(site_path) :]}"


def websocket_paths(prefix: bytes, site_path: str) -> tuple[bytes, ...]:
    """The beginnings that a handshake's address may have: `prefix` ("/ws/"), and the same below
    `site_path`."""
    return (prefix, site_path.rstrip("/").encode() + prefix)
