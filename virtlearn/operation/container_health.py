"""Health checks of the site's containers: `python -m virtlearn.operation.container_health WHICH`.

WHICH is web, keeper or broker, as services of deploy/compose.yaml are called. It ends with 0 where
that one is well, and says else what is wrong. An engine that is away is no fault of theirs.
"""

from __future__ import annotations

import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

seconds = 8.0  # the engine kills a check after ten


def web_fault() -> str:
    """Why the page server is to be started again; empty where it answers."""
    url = f"http://127.0.0.1:{os.environ['PORT']}/healthz/live"
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return "" if answer.status == 200 else f"{url} answers {answer.status}"
    except (OSError, urllib.error.URLError) as error:
        return f"{url}: {error}"


def keeper_fault() -> str:
    """Why no keeper is taken to be alive; empty where one has gone round lately."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    django.setup()
    from labs.provisioning.health import keeper_health

    found = keeper_health()
    return "" if found["ok"] else f"the keeper: {found}"


def broker_fault() -> str:
    """Why nobody can ask the broker; empty where its socket is listened on."""
    path = Path(os.environ["BROKER_DIR"]) / "socket"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(str(path))
        except OSError as error:
            return f"{path}: {error}"
    return ""


faults: dict[str, Callable[[], str]] = {
    "web": web_fault,
    "keeper": keeper_fault,
    "broker": broker_fault,
}


def main(words: list[str]) -> int:
    if len(words) != 1 or words[0] not in faults:
        print(__doc__, file=sys.stderr)
        return 2
    fault = faults[words[0]]()
    if fault:
        print(fault, file=sys.stderr)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
