"""How uvicorn is set up, in the terminals' process and in page servers."""

from __future__ import annotations

import gc
from typing import Any

import uvicorn
from django.conf import settings

from virtlearn.serving.request_ids import RequestIds
from virtlearn.serving.workers import STOP_SECONDS

FRAME_MOST = 64 * 1024  # bytes; what a terminal sends is small
CONNECTIONS_MOST = 2000  # of one process
# Between two pings of a websocket, which a browser answers by itself, also for a hidden tab, whose
# timers it holds back: proxies close what nothing is said on for 60 s.
PING_SECONDS = 20
IDLE_SECONDS = 60  # that a connection is kept without a request, as proxies expect


def config_make(**more: Any) -> uvicorn.Config:
    """Give the configuration, with the application loaded."""
    config = uvicorn.Config(
        "virtlearn.asgi:application",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Whoever is not named may say what it likes: its own address counts.
        proxy_headers=True,
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        ws_max_size=FRAME_MOST,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        limit_concurrency=CONNECTIONS_MOST,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS - 1,
        **more,
    )
    config.load()
    # Around uvicorn's own middleware, which puts the client in the place of the proxy.
    config.loaded_app = RequestIds(config.loaded_app, settings.TRUSTED_PROXIES)
    # What was made until here stays: no collection has to look at it again.
    gc.collect()
    gc.freeze()
    return config
