"""The broker's process: `python -m labs.engines.broker`.

No web framework, no database, no network: an engine's socket on one side, a Unix socket on the
other. Its settings are environment variables:

  BROKER_DIR    its folder (VAR_DIR/broker)
  BROKER_USERS  who may speak to it: names or numbers, divided by commas; itself and root always
  BROKER_GROUP  whose the socket is, by name or number
"""

from __future__ import annotations

import grp
import logging
import os
import pwd
import signal
import sys
import threading
from pathlib import Path

from labs.engines.broker.answers import Answers
from labs.engines.broker.server import Broker
from labs.engines.probe_cache import keep_in

root = Path(__file__).parents[3]


def folder_of() -> Path:
    own = os.environ.get("BROKER_DIR")
    return Path(own) if own else Path(os.environ.get("VAR_DIR") or root / "var") / "broker"


def users_of(text: str) -> set[int]:
    """User numbers. Raises KeyError for a name that is not known."""
    found = {os.getuid(), 0}
    for word in filter(None, map(str.strip, text.split(","))):
        found.add(int(word) if word.isdigit() else pwd.getpwnam(word).pw_uid)
    return found


def group_of(text: str) -> int | None:
    """A group's number; None for an empty text. Raises KeyError."""
    if not text:
        return None
    return int(text) if text.isdigit() else grp.getgrnam(text).gr_gid


def main() -> int:
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO").upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    folder = folder_of()
    folder.mkdir(parents=True, exist_ok=True)
    keep_in(folder / "engine")
    try:
        users = users_of(os.environ.get("BROKER_USERS", ""))
        group = group_of(os.environ.get("BROKER_GROUP", ""))
    except KeyError as error:
        print(f"BROKER_USERS and BROKER_GROUP: {error.args[0]}", file=sys.stderr)
        return 2
    broker = Broker(Answers(folder), users, group)
    serving = threading.Thread(target=broker.serve, name="broker", daemon=True)
    serving.start()
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    broker.close()
    return 0


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())
