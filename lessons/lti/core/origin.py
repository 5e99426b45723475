"""Origins of addresses: who may frame a page, and where its forms may lead."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

host = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9._-]*[a-z0-9])?")


def origin_of(url: str) -> str:
    """`https://lms.example.org:8443`; "" for what has none that may stand in a policy."""
    if not url.isascii() or any(each <= " " or each in ";,'\"" for each in url):
        return ""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    named = f"[{name}]" if ":" in name else name
    if parts.scheme not in {"https", "http"} or not host.fullmatch(named):
        return ""
    return f"{parts.scheme}://{named}" + (f":{port}" if port else "")
