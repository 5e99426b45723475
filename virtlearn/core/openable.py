"""The address at which a browser on this host opens what listens somewhere."""

from __future__ import annotations

anywhere = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}  # noqa: S104 - to be shown otherwise


def openable(host: str, port: int) -> str:
    """`http://…` for a HOST as settings have it: a name, or an address of either kind.

    What listens at every address is opened at this host's own.
    """
    shown = anywhere.get(host) or (f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
