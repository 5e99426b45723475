"""A page server: `python -m virtlearn.serving.page_server PARENT LISTENER CHANNEL`.

It answers pages at the socket of the descriptor LISTENER, hands websockets over through CHANNEL,
and ends with the process PARENT, which started it.
"""

from __future__ import annotations

import signal
import socket
import sys

import uvicorn
from django.conf import settings

from virtlearn.operation.metrics.files import metrics_share
from virtlearn.serving.config import config_make
from virtlearn.serving.handover import SEND_SECONDS, HandoverProtocol
from virtlearn.serving.http import WEBSOCKETS, BoundedHttpProtocol
from virtlearn.serving.processes import end_with_parent, memory_modest
from virtlearn.serving.site_path import websocket_paths


def main() -> None:
    """Serve until SIGTERM; what is being answered is finished."""
    parent, *descriptors = map(int, sys.argv[1:])
    end_with_parent(parent)
    memory_modest()
    # Ctrl+C is for the process that started this one, which then says stop.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    listener, channel = (socket.socket(fileno=number) for number in descriptors)
    channel.settimeout(SEND_SECONDS)
    HandoverProtocol.channel = channel
    BoundedHttpProtocol.websockets = websocket_paths(WEBSOCKETS, settings.SITE_PATH)
    metrics_share(settings.METRICS_DIR)
    config = config_make(http=BoundedHttpProtocol, ws=HandoverProtocol)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
